package dev.freshet.dist;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunListener;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunRequest;
import dev.freshet.engine.flink.Runs;
import dev.freshet.engine.flow.Flows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A directory with documents, a flow, its state and its output, and runs of the flow in this JVM.
 */
final class Workshop {
  final Path directory;
  final Path docs;
  final Path output;
  final Path state;
  private int parallelism = 2;
  private boolean full;
  private boolean confirmRemovals;
  private Map<String, String> settings = Map.of();

  Workshop(Path directory) throws IOException {
    this.directory = directory;
    this.docs = Files.createDirectories(directory.resolve("docs"));
    this.output = directory.resolve("output_html");
    this.state = directory.resolve("state");
  }

  Workshop parallelism(int parallelism) {
    this.parallelism = parallelism;
    return this;
  }

  Workshop settings(Map<String, String> settings) {
    this.settings = settings;
    return this;
  }

  Workshop full(boolean full) {
    this.full = full;
    return this;
  }

  Workshop confirmRemovals(boolean confirmRemovals) {
    this.confirmRemovals = confirmRemovals;
    return this;
  }

  void write(String name, String text) throws IOException {
    Path file = docs.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void delete(String name) throws IOException {
    Files.delete(docs.resolve(name));
  }

  /** Of the flow that the README begins with. */
  String flow() throws IOException {
    return flow(
        """
        name: markdown-to-html
        sources:
          documents:
            type: local-files
            path: %s
            include: ["**/*.md"]
            refresh-interval: 200ms
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: local-directory, directory: %s, extension: .html}
        """
            .formatted(docs, output));
  }

  String flow(String yaml) throws IOException {
    return Files.writeString(directory.resolve("flow.yaml"), yaml).toString();
  }

  RunReport update(String flow) throws RunFailure, InterruptedException {
    return runs(flow).update();
  }

  Runs runs(String flow) throws RunFailure {
    ClassLoader loader = getClass().getClassLoader();
    RunRequest request =
        new RunRequest(
            Flows.load(flow, loader),
            state,
            parallelism,
            settings,
            full,
            false,
            confirmRemovals,
            Duration.ofSeconds(30),
            64 << 20,
            loader,
            List.of());
    return new Runs(request, new Consenting());
  }

  /** Path below the output directory to what is in the file. */
  Map<String, String> pages() throws IOException {
    return files(output);
  }

  static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(root)) {
      return files;
    }
    try (Stream<Path> all = Files.walk(root)) {
      all.filter(Files::isRegularFile)
          .forEach(file -> files.put(root.relativize(file).toString(), read(file)));
    }
    return files;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Consenting implements RunListener {
    @Override
    public boolean consents(List<String> plan) {
      return true;
    }
  }
}
