package dev.freshet.benchmarks.scale;

import dev.freshet.benchmarks.items.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory in which {@code ./freshet} runs a flow of generated items, with its state. */
record Workplace(Path directory, Place place) {
  /**
   * @param rows of each item
   */
  static Workplace make(Path parent, long items, int rows) throws IOException {
    Path directory = Files.createTempDirectory(parent, "scale-");
    Files.writeString(
        directory.resolve("flow.yaml"),
        """
        name: scale
        sources:
          items:
            type: many-items
            count: %d
            place: %s
            watch: true
            process: {class: dev.freshet.benchmarks.items.RowsOfItem, target: rows, rows: %d}
        targets:
          rows: {type: discarded, place: %s}
        """
            .formatted(items, directory, rows, directory));
    return new Workplace(directory, new Place(directory));
  }

  Process start(String command, List<String> options) throws IOException {
    Path home = Path.of(System.getProperty("freshet.home"));
    List<String> line = new ArrayList<>();
    line.add(home.resolve("freshet").toString());
    line.add(command);
    line.add("flow.yaml");
    line.add("--jar");
    line.add(home.resolve("job/benchmarks/target/rows.jar").toString());
    line.addAll(options);
    return new ProcessBuilder(line)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  Path log() {
    return directory.resolve("log.txt");
  }

  Path snapshots() {
    return directory.resolve(".freshet/scale/snapshots");
  }

  static long bytesBelow(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  void delete() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
