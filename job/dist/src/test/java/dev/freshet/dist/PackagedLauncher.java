package dev.freshet.dist;

import dev.freshet.dist.Checkout.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The real launcher with the job jar that was just built, in a checkout that holds nothing else.
 */
record PackagedLauncher(Path home) implements AutoCloseable {
  private static final String DIST = "job/dist/target/freshet";
  private static final Path BUILT = Path.of("target/freshet").toAbsolutePath();

  static PackagedLauncher in(Path home) throws IOException {
    Path dist = Files.createDirectories(home.resolve(DIST));
    Files.createSymbolicLink(dist.resolve("freshet-job.jar"), BUILT.resolve("freshet-job.jar"));
    Files.createSymbolicLink(dist.resolve("lib"), BUILT.resolve("lib"));
    for (String source : List.of("job/dist/src/main", ".mvn", "conf")) {
      Files.createDirectories(home.resolve(source));
    }
    for (String file : List.of("freshet", "pom.xml", "job/dist/pom.xml", "conf/config.yaml")) {
      Files.copy(Path.of("../..", file), home.resolve(file));
    }
    Files.copy(Path.of("../../conf/log4j2.properties"), home.resolve("conf/log4j2.properties"));
    // Newer than all that stands above: nothing is to be built, and no archive of classes made.
    Files.createFile(dist.resolve("classes-" + System.getProperty("java.version") + ".jsa"));
    Files.createFile(dist.resolve("stamp"));
    return new PackagedLauncher(home);
  }

  Outcome run(Path directory, String... arguments) throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));
    return new Checkout(home).run(directory, home.resolve("freshet"), environment, arguments);
  }

  /** Takes the links away, so that nothing follows them by mistake. */
  @Override
  public void close() throws IOException {
    Files.delete(home.resolve(DIST).resolve("freshet-job.jar"));
    Files.delete(home.resolve(DIST).resolve("lib"));
  }
}
