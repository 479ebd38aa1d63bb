package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Targets that refuse rows, break, or are away. */
class RejectedRowsIT {
  private static final Unavailable AWAY =
      new Unavailable("the ledger is away", null, Duration.ofMinutes(1));

  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).parallelism(1);
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  private static String bad(String text) {
    return text.startsWith("bad") ? "we do not take " + text : null;
  }

  @Test
  void aRejectedRowIsKeptAndRetriedUntilItIsTaken() throws Exception {
    ledger.refuse(RejectedRowsIT::bad);
    shelf.put("a", "a=good");
    shelf.put("b", "b=bad");

    RunReport rejected = workshop.update(flow);
    assertThat(rejected.exitCode()).isEqualTo(3);
    assertThat(rejected.targets().get("lines")).isEqualTo(new TargetCounts(1, 0, 1, 0));
    assertThat(rejected.failures())
        .containsExactly(new Failure("target", "lines", "b", "b", "we do not take bad"));
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "good"));

    RunReport still = workshop.update(flow);
    assertThat(still.exitCode()).isEqualTo(3);
    assertThat(still.targets().get("lines").rejected()).isEqualTo(1);
    List<LedgerCall> ofB =
        workshop.trial.ledgerCalls().stream()
            .filter(call -> call.rows().getOrDefault("lines", List.of()).contains("b"))
            .toList();
    assertThat(ofB).hasSizeGreaterThan(1);
    assertThat(ofB.get(1).sequences()).isEqualTo(ofB.get(0).sequences());

    ledger.refuse(text -> null);
    RunReport taken = workshop.update(flow);
    assertThat(taken.exitCode()).isZero();
    assertThat(taken.failures()).isEmpty();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "good", "b", "bad"));
  }

  @Test
  void aNewerVersionOrTheRemovalOfTheItemClearsTheRejection() throws Exception {
    ledger.refuse(RejectedRowsIT::bad);
    shelf.put("a", "a=bad");
    shelf.put("b", "b=bad");
    shelf.put("c", "c=good");
    assertThat(workshop.update(flow).targets().get("lines").rejected()).isEqualTo(2);

    shelf.put("a", "a=better");
    shelf.remove("b");
    RunReport cleared = workshop.update(flow);
    assertThat(cleared.exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "better", "c", "good"));

    ledger.takeEntries();
    ledger.refuse(text -> null);
    shelf.put("c", "c=best");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.takeEntries()).containsExactly("+c=best");
  }

  /** History 16: what was rejected must not come back after what followed it. */
  @Test
  void aRejectedVersionNeverComesBackOverANewerOne() throws Exception {
    shelf.put("a", "a=first");
    workshop.update(flow);
    ledger.refuse(RejectedRowsIT::bad);
    shelf.put("a", "a=bad");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "first"));

    ledger.refuse(text -> null);
    shelf.remove("a");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEmpty();
    shelf.put("b", "b=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("b", "1"));
  }

  @Test
  void aPoisonRowCostsOneRowOfItsBatch() throws Exception {
    ledger.poison(text -> text.equals("poison") ? "it burns" : null);
    for (int i = 0; i < 50; i++) {
      shelf.put("i" + i, "r" + i + "=" + (i == 17 ? "poison" : "text"));
    }
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(49, 0, 1, 0));
    assertThat(report.failures())
        .containsExactly(new Failure("target", "lines", "r17", "i17", "it burns"));
    assertThat(ledger.rows()).hasSize(49);

    shelf.put("i17", "r17=antidote");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).hasSize(50);
  }

  @Test
  void aConnectorThatBreaksOnARowWithAnErrorCostsThatRow() throws Exception {
    ledger.poison(
        text -> {
          if (text.equals("poison")) {
            throw new NoSuchMethodError("of an older library");
          }
          return null;
        });
    shelf.put("a", "a=1");
    shelf.put("b", "b=poison");
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().get(0).reason()).contains("of an older library");
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aTargetThatCannotBePreparedEndsTheRunBeforeItBegins() throws Exception {
    flow =
        workshop.flow(
            """
            name: lines
            sources:
              items:
                type: shelf
                trial: $trial
                shelf: items
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
            targets:
              lines: {type: ledger, trial: $trial, ledger: lines, edition: unprepared}
            """);
    shelf.put("a", "a=1");
    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("null")
        .hasMessageContaining("ledger")
        .hasMessageContaining("lines");
    assertThat(workshop.startsOfFlink("lines")).isEmpty();
  }

  @Test
  void aTargetThatIsAwayForAMomentIsWaitedFor() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    ledger.weather(
        () -> {
          if (strikes.getAndIncrement() < 3) {
            throw new Unavailable("back in a moment", null, Duration.ofMillis(10));
          }
        });
    shelf.put("a", "a=1");
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(1, 0, 0, 0));
    assertThat(workshop.restarts()).isEmpty();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aTargetThatIsAwayForLongerMakesTheJobStartAgain() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    ledger.weather(
        () -> {
          if (strikes.getAndIncrement() < 2) {
            throw AWAY;
          }
        });
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(report.sources().get("items").added()).isEqualTo(2);
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(2, 0, 0, 0));
    assertThat(workshop.restarts()).allMatch(reason -> reason.contains("the ledger is away"));
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  @Test
  void aTargetThatStaysAwayFailsTheRunAndLosesNothing() throws Exception {
    shelf.put("gone", "gone=1");
    shelf.put("a", "a=1");
    workshop.update(flow);
    ledger.weather(
        () -> {
          throw AWAY;
        });
    shelf.put("a", "a=2");
    shelf.remove("gone");
    workshop.giveUpAfter(Duration.ofSeconds(1));
    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageContaining("the ledger is away");
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1", "gone", "1"));

    ledger.weather(() -> {});
    shelf.put("a", "a=1");
    RunReport back = workshop.update(flow);
    assertThat(back.exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aRunCanBeStoppedWhileTheTargetIsAway() throws Exception {
    AtomicInteger strikes = new AtomicInteger();
    ledger.weather(
        () -> {
          strikes.incrementAndGet();
          throw new Unavailable("away for a while");
        });
    shelf.put("a", "a=1");
    workshop.settings(Map.of("execution.checkpointing.interval", "50ms"));
    try (LiveRun live = workshop.live(flow)) {
      await().until(() -> strikes.get() > 3);
      live.stop();
    }
    ledger.weather(() -> {});
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  /** The pending batch of one subtask is restored by another than the one that has its rows. */
  @Test
  void aPendingRowThatIsRejectedAfterARescaleIsClearedByItsNewerVersion() throws Exception {
    for (int i = 0; i < 20; i++) {
      shelf.put("i" + i, "r" + i + "=bad");
    }
    ledger.weather(
        () -> {
          throw AWAY;
        });
    workshop.giveUpAfter(Duration.ofSeconds(1));
    assertThatThrownBy(() -> workshop.update(flow)).isInstanceOf(RunFailure.class);

    ledger.weather(() -> {});
    ledger.refuse(RejectedRowsIT::bad);
    for (int i = 0; i < 20; i++) {
      shelf.put("i" + i, "r" + i + "=good");
    }
    RunReport report = workshop.parallelism(4).update(flow);
    assertThat(report.failures()).isEmpty();
    assertThat(report.exitCode()).isZero();

    ledger.refuse(text -> null);
    shelf.put("more", "more=1");
    workshop.update(flow);
    assertThat(ledger.rows()).hasSize(21).doesNotContainValue("bad");
  }
}
