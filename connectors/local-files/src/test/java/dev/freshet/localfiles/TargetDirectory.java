package dev.freshet.localfiles;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A target of a test: mutations go in one call each; rejections are what it returns. */
final class TargetDirectory {
  final Setup<LocalDirectory> setup;
  final LocalDirectoryConnector connector = new LocalDirectoryConnector();
  private final Path path;

  TargetDirectory(LocalDirectory spec) {
    setup = setup(spec, Kind.TEXT);
    path = Path.of(spec.directory());
  }

  static Setup<LocalDirectory> setup(LocalDirectory spec, Kind content) {
    return new Setup<>(
        "pages",
        spec,
        new RowSchema(List.of(field("filename", Kind.TEXT)), List.of(field("html", content))),
        Duration.ofSeconds(5));
  }

  static Field field(String name, Kind kind) {
    return new Field(name, Type.of(kind), false);
  }

  void create() throws IOException {
    connector.applySetupChange(new SetupChange.Create<>(setup));
  }

  void drop() throws IOException {
    connector.applySetupChange(new SetupChange.Drop<>(setup));
  }

  Upsert<String, Row> row(String key, Object content) {
    return new Upsert<>(key, new Row(setup.schema().value(), List.of(content)));
  }

  Map<String, String> upsert(String key, Object content) throws Exception {
    return mutate(List.of(row(key, content)), List.of());
  }

  Map<String, String> delete(String... keys) throws Exception {
    return mutate(List.of(), Stream.of(keys).map(Delete::new).toList());
  }

  Map<String, String> mutate(List<Upsert<String, Row>> upserts, List<Delete<String>> deletes)
      throws Exception {
    Call call = new Call(connector.prepare(setup), upserts, deletes, new LinkedHashMap<>());
    connector.mutate(List.of(call));
    return call.rejected();
  }

  record Call(
      DirectoryTarget prepared,
      List<Upsert<String, Row>> upserts,
      List<Delete<String>> deletes,
      Map<String, String> rejected)
      implements TargetMutations<DirectoryTarget, String, Row> {
    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<String> row, String reason) {
      rejected.put(row.key(), reason);
    }
  }

  /** Files, temporary ones included, with their text; directories end with a slash. */
  Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(path)) {
      for (Path each : paths.filter(each -> !each.equals(path)).toList()) {
        String name = path.relativize(each).toString();
        if (Files.isDirectory(each)) {
          contents.put(name + "/", "");
        } else {
          contents.put(name, Files.readString(each));
        }
      }
    }
    return contents;
  }

  List<String> rows() throws Exception {
    List<String> rows = new ArrayList<>();
    connector.listRows(
        connector.prepare(setup), row -> rows.add(row.key() + "=" + row.value().values().get(0)));
    return rows.stream().sorted().toList();
  }
}
