package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/**
 * A directory with the real launcher, whose Maven wrapper and program are stand-ins: building takes
 * no time, and the program says how it was started.
 */
record Checkout(Path home) {
  record Outcome(int exitCode, String out, String err) {}

  private static final String PROGRAM =
      """
      package dev.freshet.engine.cli;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Main {
        public static void main(String[] arguments) throws Exception {
          System.out.println(ProcessHandle.current().pid());
          System.out.println(Path.of("").toAbsolutePath());
          System.out.println("screen " + System.getProperty("freshet.screen"));
          System.out.println(String.join("|", arguments));
          if (arguments.length > 1 && arguments[0].equals("exit")) {
            System.exit(Integer.parseInt(arguments[1]));
          }
          if (arguments.length > 0 && arguments[0].equals("wait")) {
            Thread.sleep(60_000);
          }
        }
      }

      final class Rehearsal {
        public static void main(String[] arguments) throws Exception {
          Path home = Path.of(System.getProperty("freshet.home"));
          Files.writeString(home.resolve("trained-in"), Path.of("").toAbsolutePath().toString());
          System.exit(Files.exists(home.resolve("training-works")) ? 0 : 1);
        }
      }
      """;

  private static final String MAVEN_WRAPPER =
      """
      #!/bin/sh
      echo "$@" >>calls
      while [ -e hold ]; do sleep 0.1; done
      [ ! -e broken ] || { echo 'a compiler error'; exit 1; }
      mkdir -p job/dist/target/freshet/lib
      cp program.jar job/dist/target/freshet/freshet-job.jar
      """;

  static Checkout in(Path home) throws IOException {
    for (String file : List.of("pom.xml", "job/dist/pom.xml", "job/engine/src/main/A.java")) {
      Files.createDirectories(home.resolve(file).getParent());
      Files.createFile(home.resolve(file));
    }
    Files.createDirectories(home.resolve(".mvn"));
    Files.copy(
        Path.of("../../freshet"), home.resolve("freshet"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.writeString(home.resolve("mvnw"), MAVEN_WRAPPER);
    if (!home.resolve("mvnw").toFile().setExecutable(true)) {
      throw new IOException("The stand-in for mvnw cannot be made executable");
    }
    compileProgram(home);
    return new Checkout(home);
  }

  private static void compileProgram(Path home) throws IOException {
    Path source = Files.writeString(home.resolve("Main.java"), PROGRAM);
    String classes = home.resolve("classes").toString();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes, source.toString());
    if (failed != 0) {
      throw new IOException("The stand-in program does not compile");
    }
    try (OutputStream file = Files.newOutputStream(home.resolve("program.jar"));
        JarOutputStream jar = new JarOutputStream(file)) {
      for (String name : List.of("Main", "Rehearsal")) {
        String entry = "dev/freshet/engine/cli/" + name + ".class";
        jar.putNextEntry(new JarEntry(entry));
        Files.copy(home.resolve("classes").resolve(entry), jar);
      }
    }
  }

  Path launcher() {
    return home.resolve("freshet");
  }

  List<String> builds() throws IOException {
    Path calls = home.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  Outcome run(String... arguments) throws Exception {
    return run(home, launcher(), Map.of("JAVA_HOME", System.getProperty("java.home")), arguments);
  }

  Outcome run(Path directory, Path launcher, Map<String, String> environment, String... arguments)
      throws Exception {
    Process process = start(directory, launcher, environment, arguments);
    int exitCode = process.waitFor();
    return new Outcome(
        exitCode,
        new String(process.getInputStream().readAllBytes(), UTF_8),
        new String(process.getErrorStream().readAllBytes(), UTF_8));
  }

  Process start(Path directory, Path launcher, Map<String, String> environment, String... arguments)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(launcher.toString());
    builder.command().addAll(List.of(arguments));
    builder.directory(directory.toFile());
    builder.environment().keySet().removeAll(List.of("JAVA_HOME", "FRESHET_JAVA_OPTS"));
    builder.environment().putAll(environment);
    return builder.start();
  }
}
