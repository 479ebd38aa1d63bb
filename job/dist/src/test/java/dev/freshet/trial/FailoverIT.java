package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that fail and start again within a run. */
class FailoverIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "20ms"));
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  /** The first calls do not get through, and the first that does seems not to have. */
  private void storm(int strikes) {
    AtomicInteger before = new AtomicInteger();
    ledger.weather(() -> strike(before, strikes));
    AtomicInteger after = new AtomicInteger();
    ledger.aftermath(() -> strike(after, 1));
  }

  private static void strike(AtomicInteger calls, int strikes) throws Unavailable {
    if (calls.incrementAndGet() <= strikes) {
      throw new Unavailable("a storm", null, Duration.ofMinutes(1));
    }
  }

  @Test
  void loseNothingAndCountNothingTwice() throws Exception {
    for (int i = 0; i < 200; i++) {
      shelf.put("i" + i, "sleep 5\nr" + i + "=1\ncommon=1");
    }
    shelf.put("failing", "fail once more");
    storm(2);
    RunReport report = workshop.giveUpAfter(Duration.ofMinutes(1)).update(flow);
    assertThat(workshop.restarts()).isNotEmpty();
    assertThat(report.sources().get("items")).isEqualTo(new SourceCounts(200, 0, 0, 0, 1, 0));
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(201, 0, 0, 0));
    assertThat(report.items()).isEqualTo(200);
    assertThat(report.rows()).isEqualTo(201);
    assertThat(ledger.rows()).hasSize(201);

    shelf.remove("failing");
    RunReport next = workshop.update(flow);
    assertThat(next.exitCode()).isZero();
    assertThat(next.sources().get("items").unchanged()).isEqualTo(200);
    assertThat(next.targets().get("lines").upserts()).isZero();
  }

  @Test
  void littlePatienceHarmsNobodyWhenNothingFails() throws Exception {
    shelf.put("a", "a=1");
    RunReport report = workshop.giveUpAfter(Duration.ofMillis(1)).update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  /** Flink sees nothing wrong in a call that takes for ever. */
  @Test
  void aCallThatNeverComesBackIsGivenUp() throws Exception {
    shelf.put("a", "a=1");
    ledger.weather(() -> workshop.trial.gate("never").await());
    workshop.giveUpAfter(Duration.ofMillis(1));
    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageContaining("target lines has not come back from a call");

    ledger.weather(() -> {});
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void followEditsMeanwhile() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> ledger.rows().size() == 2);
      ledger.weather(
          () -> {
            throw new Unavailable("a storm", null, Duration.ofMinutes(1));
          });
      shelf.put("a", "a=2");
      shelf.remove("b");
      await().until(() -> !workshop.restarts().isEmpty());
      shelf.put("a", "a=1");
      shelf.put("c", "c=1");
      ledger.weather(() -> {});
      await().until(() -> ledger.rows().equals(Map.of("a", "1", "c", "1")));
      assertThat(live.stop().exitCode()).isZero();
    }
  }
}
