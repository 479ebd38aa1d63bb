package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.dist.Checkout.Outcome;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class LauncherIT {
  private static final Map<String, String> THIS_JDK =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  private Path temporary;
  private Checkout checkout;

  @BeforeEach
  void checkOut(@TempDir Path directory) throws Exception {
    temporary = directory.toRealPath();
    checkout = Checkout.in(temporary.resolve("a check out"));
  }

  @Test
  void buildsOnTheFirstRunOnly() throws Exception {
    Outcome first = checkout.run("hello");
    Outcome second = checkout.run("hello");

    assertThat(first.err()).startsWith("Building Freshet").hasLineCount(1);
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).endsWith("hello\n");
    assertThat(checkout.builds()).hasSize(1);
  }

  @Test
  void buildsAgainWhenASourceChanged() throws Exception {
    checkout.run();
    Path source = checkout.home().resolve("job/engine/src/main/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
    checkout.run();
    assertThat(checkout.builds()).hasSize(2);

    Files.delete(source);
    checkout.run();
    assertThat(checkout.builds()).hasSize(3);
  }

  @Test
  void passesArgumentsAndExitCodeOn() throws Exception {
    Outcome outcome = checkout.run("exit", "3", "a b", "", "*", "$HOME");

    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.out()).endsWith("exit|3|a b||*|$HOME\n");
  }

  @Test
  void saysThatARedirectedErrorOutputIsNoScreen() throws Exception {
    assertThat(checkout.run().out()).contains("screen false");
  }

  @Test
  void worksThroughALinkAndInTheCallersDirectory() throws Exception {
    Path elsewhere = Files.createDirectory(temporary.resolve("else where"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("link"), checkout.launcher());

    Outcome outcome = checkout.run(elsewhere, link, THIS_JDK, "hello");

    assertThat(outcome.out().lines()).contains(elsewhere.toString(), "hello");
  }

  @Test
  void becomesTheProgramSoThatSignalsReachIt() throws Exception {
    checkout.run();
    Process process = checkout.start(checkout.home(), checkout.launcher(), THIS_JDK, "wait");
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.readLine()).isEqualTo(Long.toString(process.pid()));
      process.destroy();
      assertThat(process.waitFor()).isEqualTo(128 + 15);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void saysWhichJdkToInstallWhenThereIsNone() throws Exception {
    Outcome outcome =
        checkout.run(
            checkout.home(),
            checkout.launcher(),
            Map.of("PATH", pathWithoutJava().toString()),
            "hello");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .startsWith("Freshet needs a JDK 17 or newer: install Temurin 17")
        .hasLineCount(1);
    assertThat(checkout.builds()).isEmpty();
  }

  @Test
  void refusesAJdkThatIsTooOld() throws Exception {
    Path old = temporary.resolve("jdk-11");
    Files.createDirectories(old.resolve("bin"));
    Files.createSymbolicLink(old.resolve("bin/java"), Path.of("/bin/sh"));
    Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

    Outcome outcome =
        checkout.run(
            checkout.home(), checkout.launcher(), Map.of("JAVA_HOME", old.toString()), "hello");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("JDK 17 or newer").contains("is version 11.0.2");
  }

  @Test
  void showsTheEndOfTheLogWhenTheBuildFails() throws Exception {
    Files.createFile(checkout.home().resolve("broken"));

    Outcome outcome = checkout.run("hello");

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("a compiler error").contains("The build failed");
    Files.delete(checkout.home().resolve("broken"));
    assertThat(checkout.run("hello").exitCode()).isZero();
  }

  @Test
  void buildsOnceForTwoThatStartTogether() throws Exception {
    Path hold = Files.createFile(checkout.home().resolve("hold"));
    Process first = checkout.start(checkout.home(), checkout.launcher(), THIS_JDK, "hello");
    try (BufferedReader building = first.errorReader()) {
      assertThat(building.readLine()).startsWith("Building");
      Process second = checkout.start(checkout.home(), checkout.launcher(), THIS_JDK, "hello");
      try (BufferedReader waiting = second.errorReader()) {
        assertThat(waiting.readLine())
            .startsWith("Waiting for the build of process " + first.pid());
        Files.delete(hold);
        assertThat(first.waitFor()).isZero();
        assertThat(second.waitFor()).isZero();
      }
    }
    assertThat(checkout.builds()).hasSize(1);
  }

  @Test
  void takesTheLockOfABuildThatWasKilled() throws Exception {
    Process killed = checkout.start(checkout.home(), Path.of("/bin/true"), Map.of());
    killed.waitFor();
    Path lock = checkout.home().resolve("target/freshet-build.lock");
    Files.createDirectories(lock.getParent());
    Files.writeString(lock, killed.pid() + "\n");

    assertThat(checkout.run("hello").exitCode()).isZero();
    assertThat(lock).doesNotExist();
  }

  @Test
  void trainsOnceOutsideTheCallersDirectoryAndKeepsTheArchive() throws Exception {
    Files.createFile(checkout.home().resolve("training-works"));
    checkout.run("hello");
    FileTime made = Files.getLastModifiedTime(archive());
    Outcome second = checkout.run("hello");

    assertThat(archive()).isNotEmptyFile();
    assertThat(Files.getLastModifiedTime(archive())).isEqualTo(made);
    assertThat(second.err()).isEmpty();
    assertThat(checkout.home().resolve("trained-in"))
        .content()
        .isEqualTo(checkout.home().resolve("target/freshet-training").toString());
    assertThat(checkout.home().resolve("target/freshet-training")).doesNotExist();
  }

  @Test
  void runsWithoutAnArchiveWhenTheTrainingFailed() throws Exception {
    checkout.run("hello");
    Files.delete(checkout.home().resolve("trained-in"));

    assertThat(checkout.run("hello").err()).isEmpty();
    assertThat(archive()).isEmptyFile();
    assertThat(checkout.home().resolve("trained-in")).doesNotExist();
  }

  private Path archive() throws Exception {
    Path built = checkout.home().resolve("job/dist/target/freshet");
    try (Stream<Path> files = Files.list(built)) {
      List<Path> archives = files.filter(file -> file.toString().endsWith(".jsa")).toList();
      assertThat(archives).hasSize(1);
      return archives.get(0);
    }
  }

  private Path pathWithoutJava() throws Exception {
    Path tools = Files.createDirectory(temporary.resolve("tools"));
    for (String tool : List.of("find", "mkdir", "readlink", "sed")) {
      for (String directory : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(directory, tool);
        if (Files.exists(real) && !Files.exists(tools.resolve(tool))) {
          Files.createSymbolicLink(tools.resolve(tool), real);
        }
      }
    }
    return tools;
  }
}
