package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunReport;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many slow calls at once, and stops in the midst of them. */
class ConcurrencyIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  @Test
  void thirtyTwoCallsAreInFlightAtOnce() throws Exception {
    for (int i = 0; i < 2000; i++) {
      shelf.put("i" + i, "together 32\nsleep 50\nr" + i + "=1");
    }
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(workshop.trial.mostRunning()).isEqualTo(32);
    assertThat(workshop.trial.takeCalls()).hasSize(2000).doesNotHaveDuplicates();
    assertThat(ledger.rows()).hasSize(2000);
  }

  @Test
  void asManyCallsAsTheSourceAsksForAreInFlightAtOnce() throws Exception {
    flow =
        workshop.flow(
            """
            name: lines
            sources:
              items:
                type: shelf
                trial: $trial
                shelf: items
                concurrency: 3
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
            targets:
              lines: {type: ledger, trial: $trial, ledger: lines}
            """);
    for (int i = 0; i < 30; i++) {
      shelf.put("i" + i, "together 3\nr" + i + "=1");
    }
    assertThat(workshop.parallelism(4).update(flow).exitCode()).isZero();
    assertThat(workshop.trial.mostRunning()).isEqualTo(3);
  }

  @Test
  void aStopDuringCallsThatListenToNobodyLosesNoneOfThem() throws Exception {
    for (int i = 0; i < 100; i++) {
      shelf.put("i" + i, "deaf gate\nr" + i + "=1");
    }
    workshop.settings(Map.of("execution.checkpointing.interval", "50ms"));
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> workshop.trial.running() == 32);
      await().until(() -> !workshop.startsOfFlink("lines").isEmpty());
      live.stop();
    }
    workshop.trial.gate("gate").countDown();
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).hasSize(100);
  }

  @Test
  void aSlowItemDoesNotHoldBackTheRowsOfOthers() throws Exception {
    shelf.put("slow", "wait gate\nslow=1");
    shelf.put("quick", "quick=1");
    workshop.settings(Map.of("execution.checkpointing.interval", "50ms"));
    try (LiveRun update = LiveRun.ofUpdate(workshop.runs(flow))) {
      await().until(() -> ledger.rows().equals(Map.of("quick", "1")));
      workshop.trial.gate("gate").countDown();
      assertThat(update.await().exitCode()).isZero();
    }
    assertThat(ledger.rows()).isEqualTo(Map.of("quick", "1", "slow", "1"));
  }
}
