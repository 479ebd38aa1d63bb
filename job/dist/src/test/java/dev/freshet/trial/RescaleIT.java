package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs at another parallelism that take up what the one before left in flight and pending. */
class RescaleIT {
  private static final int ITEMS = 60;
  private static final String HIGHEST = "pipeline.max-parallelism";

  @TempDir Path directory;

  @Test
  void takesUpWhatAnotherParallelismLeft() throws Exception {
    Workshop workshop =
        new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "20ms"));
    Shelf shelf = workshop.trial.shelf("items");
    Ledger ledger = workshop.trial.ledger("lines");
    String flow = workshop.linesFlow();
    for (int i = 0; i < ITEMS; i++) {
      shelf.put("i" + i, i % 3 == 0 ? "wait first\nr" + i + "=1" : "r" + i + "=1");
    }
    shelf.put("failing", "fail always");

    stopWithWork(workshop.parallelism(1), flow, ITEMS / 3);
    edit(shelf, "2", "second");
    workshop.trial.gate("first").countDown();
    stopWithWork(workshop.parallelism(4), flow, 16);
    edit(shelf, "3", "third");
    workshop.trial.gate("second").countDown();
    workshop.trial.gate("third").countDown();

    RunReport report = workshop.parallelism(2).update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.items()).isEqualTo(ITEMS);
    Map<String, String> expected = new TreeMap<>(Map.of("late", "16"));
    for (int i = 0; i < ITEMS; i++) {
      expected.put("r" + i, i % 5 == 0 || i % 3 == 0 ? "3" : "1");
    }
    expected.remove("r1");
    assertThat(ledger.rows()).isEqualTo(expected);

    shelf.remove("failing");
    RunReport calm = workshop.parallelism(3).update(flow);
    assertThat(calm.exitCode()).isZero();
    assertThat(calm.targets().get("lines").upserts()).isZero();
    assertThat(calm.rows()).isEqualTo(ITEMS);
  }

  @Test
  void keepsTheHighestParallelismThatTheFirstRunChose() throws Exception {
    Workshop workshop = new Workshop(directory).parallelism(2);
    workshop.trial.shelf("items").put("a", "r1=1");
    String flow = workshop.linesFlow();
    assertThat(workshop.settings(Map.of(HIGHEST, "8")).update(flow).exitCode()).isZero();

    workshop.trial.shelf("items").put("b", "r2=1");
    RunReport told = workshop.settings(Map.of(HIGHEST, "64")).update(flow);
    assertThat(told.targets().get("lines").upserts()).isEqualTo(1);
    workshop.trial.shelf("items").remove("a");
    RunReport toldNothing = workshop.settings(Map.of()).parallelism(3).update(flow);
    assertThat(toldNothing.targets().get("lines").deletes()).isEqualTo(1);
    assertThat(workshop.trial.ledger("lines").rows()).isEqualTo(Map.of("r2", "1"));

    workshop.trial.shelf("items").put("c", "r3=1");
    assertThatThrownBy(() -> workshop.parallelism(9).update(flow))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("Parallelism 9 is more than", ": 8, as its first run chose");
  }

  /** Stops a run that has calls in flight and a batch that the target did not take. */
  private static void stopWithWork(Workshop workshop, String flow, int inFlight) throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    Ledger ledger = workshop.trial.ledger("lines");
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> workshop.trial.running() == inFlight);
      ledger.weather(
          () -> {
            strikes.incrementAndGet();
            throw new Unavailable("away", null, Duration.ofMinutes(1));
          });
      workshop.trial.shelf("items").put("late", "late=" + inFlight);
      await().until(() -> strikes.get() > 0);
      live.stop();
    }
    await().until(() -> workshop.trial.running() == 0);
    ledger.weather(() -> {});
  }

  private static void edit(Shelf shelf, String text, String gate) {
    for (int i = 0; i < ITEMS; i += 5) {
      shelf.put("i" + i, "r" + i + "=" + text);
    }
    for (int i = 3; i < ITEMS; i += 3) {
      if (i % 5 != 0) {
        shelf.put("i" + i, "wait " + gate + "\nr" + i + "=" + text);
      }
    }
    shelf.remove("i" + (text.equals("2") ? 0 : 1));
  }
}
