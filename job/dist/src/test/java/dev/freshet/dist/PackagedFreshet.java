package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.dist.Checkout.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A directory that looks built to the real launcher, with the job jar and libraries that were
 * packaged here, and no class archive.
 */
record PackagedFreshet(Path home) {
  private static final Path HERE = Path.of("../..").toAbsolutePath().normalize();

  static PackagedFreshet in(Path home) throws IOException {
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
    Files.createFile(dist.resolve("classes-" + System.getProperty("java.version") + ".jsa"));
    return new PackagedFreshet(home);
  }

  Path plugins() {
    return home.resolve("plugins");
  }

  /** Runs in its own home. */
  Outcome run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("./freshet"));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(home, "out", ".txt");
    Path err = Files.createTempFile(home, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().remove("FRESHET_JAVA_OPTS");
    int exitCode = builder.start().waitFor();
    return new Outcome(
        exitCode,
        new String(Files.readAllBytes(out), UTF_8),
        new String(Files.readAllBytes(err), UTF_8));
  }
}
