package dev.freshet.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** How far a run has come, from what it leaves behind since this was made. */
final class RunTraces {
  /** The life of a run, in order. */
  enum Stage {
    BEFORE_ITS_LOCK("before their lock"),
    IN_ITS_SETUP("in their setup"),
    IN_ITS_FIRST_LISTING("in their first listing"),
    AT_ITS_SNAPSHOTS("at their snapshots"),
    WRITING_ROWS("while rows were written"),
    AT_ITS_END("at their end");

    private final String words;

    Stage(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  private final Path state;
  private final KilledFlow flow;
  private final KilledTarget target;
  private final TreeSet<String> locks;
  private final Map<String, Map<String, String>> rows;

  RunTraces(Path state, KilledFlow flow, KilledTarget target) throws Exception {
    this.state = state;
    this.flow = flow;
    this.target = target;
    this.locks = names("lock");
    this.rows = rowsNow();
  }

  Stage stage() throws Exception {
    TreeSet<String> taken = names("lock");
    taken.removeAll(locks);
    if (taken.isEmpty()) {
      return Stage.BEFORE_ITS_LOCK;
    }
    Path snapshots = state.resolve("snapshots").resolve(taken.last());
    if (!Files.exists(snapshots)) {
      return Stage.IN_ITS_SETUP;
    }
    if (!hasSnapshot(snapshots)) {
      return Stage.IN_ITS_FIRST_LISTING;
    }
    Map<String, Map<String, String>> now = rowsNow();
    if (now.equals(flow.places())) {
      return Stage.AT_ITS_END;
    }
    return now.equals(rows) ? Stage.AT_ITS_SNAPSHOTS : Stage.WRITING_ROWS;
  }

  private static boolean hasSnapshot(Path snapshots) throws IOException {
    try (Stream<Path> files = Files.walk(snapshots, 3)) {
      return files.anyMatch(file -> file.endsWith("_metadata"));
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return hasSnapshot(snapshots);
      }
      throw e;
    }
  }

  private Map<String, Map<String, String>> rowsNow() throws Exception {
    Map<String, Map<String, String>> now = new TreeMap<>();
    for (String place : flow.places().keySet()) {
      now.put(place, target.rows(place));
    }
    return now;
  }

  private TreeSet<String> names(String directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    Path listed = state.resolve(directory);
    if (Files.isDirectory(listed)) {
      try (Stream<Path> files = Files.list(listed)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }
}
