package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.dist.Checkout.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A directory that looks built to the real launcher, with the job jar and libraries that were
 * packaged here.
 */
record PackagedFreshet(Path home) {
  private static final Path HERE = Path.of("../..").toAbsolutePath().normalize();

  /** Without an archive of classes, which takes some seconds to make. */
  static PackagedFreshet in(Path home) throws IOException {
    PackagedFreshet freshet = makesArchiveIn(home);
    Files.createFile(
        home.resolve(
            "job/dist/target/freshet/classes-" + System.getProperty("java.version") + ".jsa"));
    return freshet;
  }

  /** Its first run makes an archive of classes, as a user's does. */
  static PackagedFreshet makesArchiveIn(Path home) throws IOException {
    Path dist = Files.createDirectories(home.resolve("job/dist/target/freshet"));
    Path packaged = HERE.resolve("job/dist/target/freshet");
    for (String name : List.of("freshet-job.jar", "lib")) {
      Files.createSymbolicLink(dist.resolve(name), packaged.resolve(name));
    }
    Files.createDirectories(home.resolve("job/dist/src/main"));
    Files.createDirectories(home.resolve(".mvn"));
    Files.createFile(home.resolve("pom.xml"));
    Files.createFile(home.resolve("job/dist/pom.xml"));
    Files.createSymbolicLink(home.resolve("conf"), HERE.resolve("conf"));
    Files.copy(
        HERE.resolve("freshet"), home.resolve("freshet"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createFile(dist.resolve("stamp"));
    return new PackagedFreshet(home);
  }

  Path plugins() {
    return home.resolve("plugins");
  }

  /** Runs in its own home. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    return run(Map.of(), arguments);
  }

  /** With these variables in its environment. */
  Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    int exitCode = start(environment, out, err, arguments).waitFor();
    return new Outcome(
        exitCode,
        new String(Files.readAllBytes(out), UTF_8),
        new String(Files.readAllBytes(err), UTF_8));
  }

  /** The launcher becomes the JVM, so the process that is returned is that of the run. */
  Process start(Path out, Path err, String... arguments) throws IOException {
    return start(Map.of(), out, err, arguments);
  }

  Process start(Map<String, String> environment, Path out, Path err, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("./freshet"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("FRESHET_JAVA_OPTS");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
