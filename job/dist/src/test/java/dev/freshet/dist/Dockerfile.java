package dev.freshet.dist;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The instructions of {@code docker/Dockerfile}, as far as it uses them. */
record Dockerfile(List<Instruction> instructions) {
  static final Path REPOSITORY = Path.of("../..").toAbsolutePath().normalize();

  /**
   * @param user as whom the image's builder runs it
   */
  record Instruction(String name, String arguments, String user) {}

  /**
   * @param source in the repository
   */
  record Copy(String source, String destination) {}

  static Dockerfile read() throws IOException {
    String text = Files.readString(REPOSITORY.resolve("docker/Dockerfile"));
    List<Instruction> instructions = new ArrayList<>();
    String user = "flink";
    for (String line :
        text.replaceAll("(?m)^#.*\\R", "").replaceAll("\\\\\\R\\s*", "").split("\\R")) {
      if (!line.isBlank()) {
        String[] parts = line.split(" ", 2);
        user = parts[0].equals("USER") ? parts[1] : user;
        instructions.add(new Instruction(parts[0], parts[1].strip(), user));
      }
    }
    return new Dockerfile(instructions);
  }

  List<String> of(String name) {
    return instructions.stream()
        .filter(i -> i.name().equals(name))
        .map(i -> i.arguments())
        .toList();
  }

  List<Copy> copies() {
    return of("COPY").stream().map(Dockerfile::copy).toList();
  }

  private static Copy copy(String arguments) {
    List<String> paths =
        Arrays.stream(arguments.split(" +")).filter(word -> !word.startsWith("--")).toList();
    return new Copy(paths.get(0), paths.get(1));
  }

  /**
   * Does in a directory what the instructions do in the image's {@code /opt/flink}, with links in
   * place of copies; what the root user does, outside of that directory, is left out.
   */
  void apply(Path home) throws IOException, InterruptedException {
    for (Instruction instruction : instructions) {
      if (instruction.name().equals("COPY")) {
        Copy copy = copy(instruction.arguments());
        Path destination = home.resolve(copy.destination());
        Files.createDirectories(destination.getParent());
        Files.createSymbolicLink(destination, REPOSITORY.resolve(copy.source()).toRealPath());
      } else if (instruction.name().equals("RUN") && instruction.user().equals("flink")) {
        run(instruction.arguments(), home);
      }
    }
  }

  private static void run(String command, Path home) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("sh", "-c", command).directory(home.toFile()).inheritIO();
    builder.environment().putAll(Map.of("FLINK_HOME", home.toString()));
    int exitCode = builder.start().waitFor();
    if (exitCode != 0) {
      throw new IOException("RUN " + command + " ended with " + exitCode);
    }
  }
}
