package dev.freshet.trial;

import dev.freshet.engine.cli.Main;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A command of Freshet in a process of its own, to be killed. */
final class ChildRun implements AutoCloseable {
  private final Process process;
  private final Path output;

  private ChildRun(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static ChildRun start(Workshop workshop, String... line) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("--add-opens"))
        .forEach(command::add);
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"));
    command.add("-D" + Trial.DIARY + "=" + diary(workshop));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(line));
    command.addAll(List.of("--state", workshop.state.toString(), "--parallelism", "2"));
    command.addAll(List.of("--set", "execution.checkpointing.interval=30ms"));
    Path output = workshop.directory.resolve("child.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    return new ChildRun(process, output);
  }

  static Path diary(Workshop workshop) {
    return workshop.directory.resolve("diary.txt");
  }

  long pid() {
    return process.pid();
  }

  boolean isRunning() {
    return process.isAlive();
  }

  /** What it and those before it printed. */
  String printed() throws IOException {
    return Files.readString(output);
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  int awaitExit() throws InterruptedException {
    return process.waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
