package dev.freshet.examples;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The target {@code change-log}. A call may be repeated, whole or in part, but with the sequence
 * that it had; what the log holds under that sequence is not written again.
 */
public final class ChangeLogConnector implements TargetConnector<ChangeLog, Path, Row, Row> {
  @Override
  public String type() {
    return "change-log";
  }

  @Override
  public Class<ChangeLog> specType() {
    return ChangeLog.class;
  }

  @Override
  public String persistentKey(Setup<ChangeLog> setup) {
    return setup.spec().directory();
  }

  @Override
  public String describe(String persistentKey) {
    return "a log of changes in " + persistentKey;
  }

  /**
   * Begins a new volume, since sequences may begin anew with the target; a drop removes nothing.
   */
  @Override
  public void applySetupChange(SetupChange<ChangeLog> change) throws IOException {
    if (change instanceof SetupChange.Create<ChangeLog> create) {
      Path directory = Files.createDirectories(Path.of(create.current().spec().directory()));
      Files.createDirectory(directory.resolve(volume(lastVolume(directory) + 1)));
    }
  }

  /** So that the log ends with the deletion of each row. */
  @Override
  public boolean dropDeletesRows() {
    return false;
  }

  @Override
  public Compatibility compatibility(Setup<ChangeLog> previous, Setup<ChangeLog> current) {
    return previous.schema().equals(current.schema())
        ? Compatibility.COMPATIBLE
        : Compatibility.REWRITE_ROWS;
  }

  @Override
  public Path prepare(Setup<ChangeLog> setup) throws IOException {
    Path directory = Path.of(setup.spec().directory());
    return directory.resolve(volume(lastVolume(directory)));
  }

  private static String volume(int number) {
    return "%06d".formatted(number);
  }

  private static int lastVolume(Path directory) throws IOException {
    try (Stream<Path> names = Files.list(directory).map(Path::getFileName)) {
      return names
          .map(Path::toString)
          .filter(name -> name.matches("\\d{6}"))
          .mapToInt(Integer::parseInt)
          .max()
          .orElse(0);
    }
  }

  @Override
  public void mutate(List<TargetMutations<Path, Row, Row>> all) throws Exception {
    for (TargetMutations<Path, Row, Row> target : all) {
      Path sequence = target.prepared().resolve("%019d".formatted(target.sequence()));
      Map<String, String> lines = lines(target);
      lines.keySet().removeAll(written(Files.createDirectories(sequence)));
      if (!lines.isEmpty()) {
        target.checkFence();
        String name = lines.keySet().iterator().next();
        Path unfinished = Files.write(sequence.resolve(name + ".unfinished"), lines.values());
        Path finished = sequence.resolve(name + ".jsonl");
        Files.move(unfinished, finished, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private static Map<String, String> lines(TargetMutations<Path, Row, Row> target)
      throws IOException {
    List<RowMutation<Row>> rows = new ArrayList<>(target.deletes());
    rows.addAll(target.upserts());
    Map<String, String> lines = new LinkedHashMap<>();
    for (RowMutation<Row> row : rows) {
      String id = row.key().id().toString();
      Map<String, @Nullable Object> line = new LinkedHashMap<>();
      line.put("id", id);
      line.put("key", row.key());
      line.put("value", row instanceof Upsert<Row, ?> upsert ? upsert.value() : null);
      lines.put(id, RowJson.write(line));
    }
    return lines;
  }

  /** The ids of the rows that the log has under this sequence. */
  private static Set<String> written(Path sequence) throws IOException {
    Set<String> ids = new HashSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(sequence, "*.jsonl")) {
      for (Path file : files) {
        for (String line : Files.readAllLines(file)) {
          ids.add(RowJson.mapper().readTree(line).required("id").asText());
        }
      }
    }
    return ids;
  }
}
