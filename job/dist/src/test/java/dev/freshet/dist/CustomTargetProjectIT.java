package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project that stands alone: built and tested by Maven, run by ./freshet. */
class CustomTargetProjectIT {
  private static final Path HOME = Path.of("../..");

  @TempDir Path directory;
  private Path project;
  private Path work;

  @BeforeEach
  void copyTheProject() throws Exception {
    work = Files.createDirectory(directory.resolve("work"));
    project = directory.resolve("project");
    Path original = HOME.resolve("job/examples/custom-target-project");
    try (Stream<Path> files = Files.walk(original)) {
      List<Path> sources =
          files
              .filter(Files::isRegularFile)
              .filter(file -> !original.relativize(file).startsWith("target"))
              .toList();
      for (Path source : sources) {
        Path copy = project.resolve(original.relativize(source).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(source, copy);
      }
    }
  }

  @Test
  void isBuiltTestedAndRunFromOutside() throws Exception {
    build();
    assertThat(project.resolve("target/surefire-reports"))
        .isDirectoryContaining("glob:**/TEST-*.CardFolderContractTest.xml")
        .isDirectoryContaining("glob:**/TEST-*.WordListContractTest.xml")
        .isDirectoryContaining("glob:**/TEST-*.CardsTest.xml");
    String jar = project.resolve("target/cards-1.0.jar").toString();
    try (PackagedLauncher launcher = PackagedLauncher.in(directory.resolve("home"))) {
      expectOnlyWhatChangedToBeWritten(launcher, jar);
    }
  }

  private void expectOnlyWhatChangedToBeWritten(PackagedLauncher launcher, String jar)
      throws Exception {
    words("ebb: the tide goes out", "flow: the tide comes in", "spring tide: the highest");
    Outcome first = launcher.run(work, "update", "--jar", jar, "com.example.cards.Cards");
    assertThat(first.err()).isEmpty();
    assertThat(first.exitCode()).isZero();
    assertThat(first.out()).contains("3 added", "3 written");
    assertThat(cards())
        .isEqualTo(
            Map.of(
                "ebb.txt", "THE TIDE GOES OUT",
                "flow.txt", "THE TIDE COMES IN",
                "spring tide.txt", "THE HIGHEST"));

    words("ebb: the tide goes out", "flow: the tide rises", "neap/tide: the lowest");
    Outcome second = launcher.run(work, "update", "--jar", jar, "com.example.cards.Cards");
    assertThat(second.exitCode()).isEqualTo(3);
    assertThat(second.out()).contains("1 added, 1 changed, 1 unchanged, 1 removed");
    assertThat(second.out()).contains("1 written, 1 deleted");
    assertThat(second.err()).contains("neap/tide", "is no name for a card");
    assertThat(cards())
        .isEqualTo(Map.of("ebb.txt", "THE TIDE GOES OUT", "flow.txt", "THE TIDE RISES"));
  }

  private void words(String... lines) throws IOException {
    Files.writeString(work.resolve("words.txt"), String.join("\n", lines) + "\n");
  }

  private Map<String, String> cards() throws IOException {
    return Workshop.files(work.resolve("cards"));
  }

  /** With the Maven that runs this test, and nothing from the network. */
  private void build() throws Exception {
    Path used = Path.of(System.getProperty("maven.repo.local"));
    try (LocalRepository repository = LocalRepository.in(directory.resolve("repository"), used)) {
      repository.installPom("freshet-parent", HOME);
      repository.installJar("freshet-api", HOME.resolve("connectors/api"));
      repository.installJar("freshet-engine", HOME.resolve("job/engine"));
      repository.installJar("freshet-testkit", HOME.resolve("connectors/testkit"));
      packageProject(repository);
    }
  }

  private void packageProject(LocalRepository repository) throws Exception {
    ProcessBuilder maven =
        new ProcessBuilder(
                Path.of(System.getProperty("maven.home"), "bin", "mvn").toString(),
                "--batch-mode",
                "--quiet",
                "--offline",
                "-Dmaven.repo.local=" + repository.directory(),
                "package")
            .directory(project.toFile())
            .redirectErrorStream(true);
    maven.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
    maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
    Process process = maven.start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }
}
