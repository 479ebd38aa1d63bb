package dev.freshet.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Working directories in which ./freshet runs a flow over some documents. A new one serves for a
 * new beginning, and all are deleted at the end: ext4 makes files many times slower for a minute
 * after as many were deleted, because it walks past their inodes.
 */
final class Freshet {
  private final Path home;
  private final Path parent;
  private final Documents documents;
  private Path directory;

  /** A finished process: how long it took, and the most memory it held. */
  record Run(double seconds, long peakMegabytes) {}

  Freshet(Path parent, Documents documents) throws IOException {
    this.home = Path.of(System.getProperty("freshet.home"));
    this.parent = parent;
    this.documents = documents;
    this.directory = begin();
  }

  /** Goes on in a directory without state and without output. */
  void forget() throws IOException {
    directory = begin();
  }

  private Path begin() throws IOException {
    Path fresh = Files.createTempDirectory(parent, "work-");
    Files.writeString(
        fresh.resolve("flow.yaml"),
        """
        name: bench
        sources:
          documents:
            type: local-files
            path: %s
            include: ["**/*.md"]
            refresh-interval: 5s
            watch: true
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: local-directory, directory: output_html, extension: .html}
        """
            .formatted(documents.directory()));
    return fresh;
  }

  Path page(int number) {
    Path relative = documents.directory().relativize(documents.file(number));
    return directory.resolve("output_html").resolve(relative + ".html");
  }

  Run update(String... options) throws IOException, InterruptedException {
    return run("update", "flow.yaml", options);
  }

  /** Compares a target that nobody touched. */
  Run verify() throws IOException, InterruptedException {
    return run("verify", "flow.yaml", "--quiet");
  }

  /** Splits the documents into chunks of a paragraph or less, and gives each a vector. */
  Run chunks() throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("chunks.yaml"),
        """
        name: chunks
        sources:
          documents:
            type: local-files
            path: %s
            include: ["**/*.md"]
            process:
              - {type: split-text, size: 250}
              - {class: dev.freshet.benchmarks.rows.InstantVectors}
              - {type: declare, target: chunks, key: [key, chunk], fields: [path, text, vector]}
        targets:
          chunks: {type: discard}
        """
            .formatted(documents.directory()));
    String jar = home.resolve("job/benchmarks/target/rows.jar").toString();
    return run("update", "chunks.yaml", "--jar", jar, "--quiet", "--report", "report.json");
  }

  /** By the last run of {@link #chunks}. */
  int chunksWritten() throws IOException {
    Matcher count =
        Pattern.compile("\"upserts\"\\s*:\\s*(\\d+)")
            .matcher(Files.readString(directory.resolve("report.json")));
    return count.find() ? Integer.parseInt(count.group(1)) : 0;
  }

  /** Runs the flow of a million rows. */
  Run manyRows(String command) throws IOException, InterruptedException {
    String jar = home.resolve("job/benchmarks/target/rows.jar").toString();
    return run(command, "dev.freshet.benchmarks.rows.ManyRows", "--jar", jar);
  }

  /**
   * Runs an update from the table {@code lines} of a database.
   *
   * @param options of the source, besides where it is
   */
  Run tableRows(String url, String user, String options) throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("table.yaml"),
        """
        name: table
        sources:
          lines:
            type: postgres
            url: %s
            user: %s
            table: lines
            key: [id]
            %s
            process: {class: dev.freshet.benchmarks.rows.RowOfTable, target: rows}
        targets:
          rows: {type: nowhere}
        """
            .formatted(url, user, options));
    String jar = home.resolve("job/benchmarks/target/rows.jar").toString();
    return run("update", "table.yaml", "--jar", jar, "--quiet");
  }

  /**
   * Runs an update that writes the rows of a function to an empty table, and takes the table away.
   */
  Run loadTable(String url, String user, String function) throws IOException, InterruptedException {
    Files.writeString(
        directory.resolve("load.yaml"),
        """
        name: load
        sources:
          numbers:
            type: numbers
            process: {class: dev.freshet.benchmarks.rows.%s, target: rows}
        targets:
          rows: {type: postgres, url: "%s", user: %s, table: loaded, vectors: real-array}
        """
            .formatted(function, url, user));
    String jar = home.resolve("job/benchmarks/target/rows.jar").toString();
    Run update = run("update", "load.yaml", "--jar", jar, "--quiet");
    run("drop", "load.yaml", "--jar", jar, "--quiet", "--yes");
    return update;
  }

  /** Starts to follow the table {@code lines} of a database, into another. */
  Process followTable(String url, String user) throws IOException {
    Files.writeString(
        directory.resolve("follow.yaml"),
        """
        name: follow
        sources:
          lines:
            type: postgres
            url: "%1$s"
            user: %2$s
            table: lines
            key: [id]
            versions: xmin
            slot: freshet_bench
            process: {class: dev.freshet.benchmarks.rows.RowOfTable, target: rows}
        targets:
          rows: {type: postgres, url: "%1$s", user: %2$s, table: lines_copy}
        """
            .formatted(url, user));
    return startCommand(
        "update",
        "follow.yaml",
        "--jar",
        home.resolve("job/benchmarks/target/rows.jar").toString(),
        "--live",
        "--set",
        "execution.checkpointing.interval=100ms");
  }

  void dropFollowed() throws IOException, InterruptedException {
    String jar = home.resolve("job/benchmarks/target/rows.jar").toString();
    run("drop", "follow.yaml", "--jar", jar, "--quiet", "--yes");
  }

  private Run run(String command, String flow, String... options)
      throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Process process = startCommand(command, flow, options);
    long peak = 0;
    while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, Proc.peakMegabytes(process.pid()));
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(
          "./freshet ended with " + process.exitValue() + ":\n" + Files.readString(log()));
    }
    return new Run(seconds, peak);
  }

  Process start(String... options) throws IOException {
    return startCommand("update", "flow.yaml", options);
  }

  private Process startCommand(String command, String flow, String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of(home.resolve("freshet").toString(), command, flow));
    line.addAll(List.of(options));
    return new ProcessBuilder(line)
        .directory(directory.toFile())
        .redirectErrorStream(true)
        .redirectOutput(log().toFile())
        .start();
  }

  private Path log() {
    return directory.resolve("log.txt");
  }

  /** Deletes all working directories under this one. */
  static void deleteAll(Path parent) throws IOException {
    try (Stream<Path> all = Files.list(parent)) {
      for (Path each : all.filter(p -> p.getFileName().toString().startsWith("work-")).toList()) {
        delete(each);
      }
    }
  }

  private static void delete(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> all = Files.walk(root)) {
        for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
