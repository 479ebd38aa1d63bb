package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockIT {
  private final Path root;
  private final List<Process> started = new ArrayList<>();

  RunLockIT(@TempDir Path root) {
    this.root = root;
  }

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void refusesWhileAnotherProcessHoldsTheFlow() throws Exception {
    Process holder = start();
    assertThat(answer(holder)).isEqualTo("held 1");

    assertThatThrownBy(() -> StateDirectory.of(root, "pages").lock("update"))
        .isInstanceOf(LockedException.class)
        .hasMessageContaining("process " + holder.pid());
  }

  @Test
  void takesOverAtOnceFromAKilledProcess() throws Exception {
    Process holder = start();
    assertThat(answer(holder)).isEqualTo("held 1");
    holder.destroyForcibly().waitFor();

    try (RunLock lock = StateDirectory.of(root, "pages").lock("update")) {
      assertThat(lock.fence().number()).isEqualTo(2);
    }
  }

  @Test
  void takesTheFlowAfterAProcessThatEndedWell() throws Exception {
    Process holder = start();
    assertThat(answer(holder)).isEqualTo("held 1");
    holder.getOutputStream().close();
    assertThat(holder.waitFor()).isZero();

    assertThat(answer(start())).isEqualTo("held 2");
  }

  @Test
  void letsOneOfManyProcessesInAfterAKill() throws Exception {
    Process killed = start();
    assertThat(answer(killed)).isEqualTo("held 1");
    killed.destroyForcibly().waitFor();

    List<Process> racing = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      racing.add(start());
    }
    List<String> answers = new ArrayList<>();
    for (Process process : racing) {
      answers.add(answer(process));
    }
    assertThat(answers).filteredOn(answer -> answer.startsWith("held")).containsExactly("held 2");
    assertThat(answers).filteredOn(answer -> answer.startsWith("refused")).hasSize(7);
  }

  private Process start() throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LockHolder.class.getName(),
                root.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    started.add(process);
    return process;
  }

  private static String answer(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    return String.valueOf(lines.readLine());
  }
}
