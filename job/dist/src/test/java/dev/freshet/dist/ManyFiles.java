package dev.freshet.dist;

import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A flow that writes many small files, one after the other, with a live run that can be stopped and
 * an update that takes over from it.
 */
final class ManyFiles implements AutoCloseable {
  static final int ROWS = 6000;
  private static final int DOCUMENTS = 20;

  private final Path directory;
  private final PackagedFreshet freshet;
  private final Path docs;
  private final Path output;
  private final Path flow;
  private final Path jar;
  private final Map<String, String> declared = new TreeMap<>();
  private final List<Process> processes = new ArrayList<>();
  private Process live;
  private Process update;

  ManyFiles(Path directory, PackagedFreshet freshet) throws IOException {
    this.directory = directory;
    this.freshet = freshet;
    this.docs = Files.createDirectories(directory.resolve("docs"));
    this.output = directory.resolve("output");
    this.jar = KilledFlow.function(directory.resolve("lines.jar"));
    this.flow =
        Files.writeString(
            directory.resolve("flow.yaml"),
            """
            name: many
            sources:
              documents:
                type: local-files
                path: %s
                process: {class: com.example.lines.Lines, greeting: "the", target: files}
            targets:
              files: {type: local-directory, directory: %s}
            """
                .formatted(docs, output));
  }

  /** Gives every row this text. */
  void declare(String text) throws IOException {
    for (int document = 0; document < DOCUMENTS; document++) {
      StringBuilder lines = new StringBuilder();
      for (int row = document; row < ROWS; row += DOCUMENTS) {
        lines.append(row).append('=').append(text).append('\n');
        declared.put(Integer.toString(row), "the " + text);
      }
      Files.writeString(docs.resolve("d" + document), lines);
    }
  }

  Map<String, String> declared() {
    return declared;
  }

  Map<String, String> rows() throws IOException {
    return Workshop.files(output);
  }

  long rowsWritten() throws IOException {
    if (!Files.exists(output)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  void startLive() throws IOException {
    live = start("live", "update", "--live");
  }

  void startUpdate() throws IOException {
    update = start("update", "update");
  }

  void stopLive() throws IOException, InterruptedException {
    signal("STOP");
  }

  void wakeLive() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int exitCode =
        new ProcessBuilder("kill", "-" + name, Long.toString(live.pid())).start().waitFor();
    if (exitCode != 0) {
      throw new IOException("kill -" + name + " ended with " + exitCode);
    }
  }

  int awaitLive() throws InterruptedException {
    return await(live);
  }

  int awaitUpdate() throws InterruptedException {
    return await(update);
  }

  int run(String command, String... more) throws IOException, InterruptedException {
    return await(
        start(command, Stream.concat(Stream.of(command), Stream.of(more)).toArray(String[]::new)));
  }

  /** One subtask, so that one row at most is under way. */
  private Process start(String printsTo, String... commandAndOptions) throws IOException {
    List<String> line = new ArrayList<>(List.of(commandAndOptions));
    line.add(1, flow.toString());
    line.addAll(List.of("--state", directory.resolve("state").toString(), "--parallelism", "1"));
    line.addAll(List.of("--jar", jar.toString()));
    Path printed = directory.resolve(printsTo + ".txt");
    Process process = freshet.start(printed, printed, line.toArray(String[]::new));
    processes.add(process);
    return process;
  }

  private static int await(Process process) throws InterruptedException {
    return process.waitFor(2, TimeUnit.MINUTES) ? process.exitValue() : -1;
  }

  /** By all processes, command by command; the last run of each. */
  String printed() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".txt")).toList()) {
        all.append(file.getFileName()).append(":\n").append(Files.readString(file));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
