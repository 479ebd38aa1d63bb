package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, and what the next one makes of what they left. */
class KillIT {
  private static final String FLOW =
      """
      name: killed
      sources:
        documents:
          type: local-files
          path: $docs
          refresh-interval: 50ms
          concurrency: 4
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: files}
      targets:
        files: {type: local-directory, directory: $output}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    flow = workshop.flow(FLOW);
  }

  private ChildRun start(String... line) throws IOException {
    String[] whole = new String[line.length + 1];
    whole[0] = line[0];
    whole[1] = flow;
    System.arraycopy(line, 1, whole, 2, line.length - 1);
    return ChildRun.start(workshop, whole);
  }

  @Test
  void aSecondRunIsRefusedNamingTheFirstAndTakesOverWhenItIsKilled() throws Exception {
    workshop.write("a", "a=1");
    try (ChildRun first = start("update", "--live")) {
      await().until(() -> workshop.pages().equals(Map.of("a", "1")));
      assertThatThrownBy(() -> workshop.update(flow))
          .isInstanceOfSatisfying(
              RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
          .hasMessageContaining("killed is already running: live, process " + first.pid());
      assertThat(first.isRunning()).isTrue();
      first.kill();
      long killed = System.nanoTime();
      try (RunLock lock = StateDirectory.of(workshop.state, "killed").lock("test")) {
        assertThat(lock.fence().number()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(10));
      }
    }
    workshop.write("a", "a=2");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void aKillRepeatsOnlyTheRememberedCallsThatWereInFlight() throws Exception {
    int inputs = 60;
    for (int i = 0; i < inputs; i++) {
      workshop.write("d" + i, "r" + i + "=?input " + i);
    }
    Path diary = Files.createFile(ChildRun.diary(workshop));
    int kills = 0;
    for (int until : List.of(15, 40)) {
      try (ChildRun run = start("update")) {
        await().until(() -> Files.readAllLines(diary).size() >= until || !run.isRunning());
        run.kill();
        kills++;
      }
    }
    try (ChildRun last = start("update")) {
      assertThat(last.awaitExit()).as(last.printed()).isZero();
    }
    List<String> calls = Files.readAllLines(diary);
    assertThat(new HashSet<>(calls)).hasSize(inputs);
    assertThat(calls).hasSizeLessThanOrEqualTo(inputs + 4 * kills);
    assertThat(workshop.pages()).hasSize(inputs).containsEntry("r7", "result of input 7");
  }
}
