package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Items whose function or reading fails, and sources that cannot be listed. */
class FailingItemsIT {
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
  void costOneItemAndAreTriedAgainUntilTheySucceed() throws Exception {
    shelf.put("good", "good=1");
    shelf.put("bad", "bad=1");
    assertThat(workshop.update(flow).exitCode()).isZero();

    shelf.put("good", "good=2");
    shelf.put("bad", "bad=2\nfail the moon is full");
    RunReport failed = workshop.update(flow);
    assertThat(failed.exitCode()).isEqualTo(3);
    assertThat(failed.sources().get("items")).isEqualTo(new SourceCounts(0, 1, 0, 0, 1, 0));
    Failure failure = failed.failures().get(0);
    assertThat(failure.kind()).isEqualTo("source");
    assertThat(failure.place()).isEqualTo("items");
    assertThat(failure.key()).isEqualTo("bad");
    assertThat(failure.reason()).contains("the moon is full");
    assertThat(failed.failures()).hasSize(1);
    assertThat(ledger.rows()).isEqualTo(Map.of("good", "2", "bad", "1"));

    workshop.trial.takeCalls();
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    assertThat(workshop.trial.takeCalls()).containsExactly("bad");

    shelf.put("bad", "bad=3");
    RunReport fixed = workshop.update(flow);
    assertThat(fixed.exitCode()).isZero();
    assertThat(fixed.failures()).isEmpty();
    assertThat(ledger.rows()).isEqualTo(Map.of("good", "2", "bad", "3"));
  }

  @Test
  void areForgottenWhenTheItemIsRemoved() throws Exception {
    shelf.put("good", "good=1");
    shelf.put("bad", "bad=1");
    shelf.put("new", "fail from the start");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    shelf.put("bad", "fail now");
    assertThat(workshop.update(flow).sources().get("items").failed()).isEqualTo(2);

    shelf.remove("bad");
    shelf.remove("new");
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(report.failures()).isEmpty();
    assertThat(ledger.rows()).isEqualTo(Map.of("good", "1"));
  }

  @Test
  void areSeenAgainWhenTheContentIsPutBackThatOnceSucceeded() throws Exception {
    shelf.put("a", "1", "a=1");
    workshop.update(flow);
    shelf.put("a", "2", "fail this time");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    shelf.put("a", "1", "a=1");
    RunReport back = workshop.update(flow);
    assertThat(back.exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aRowDeclaredTwiceDifferentlyFailsItsItem() throws Exception {
    shelf.put("a", "same=1\nsame=1");
    shelf.put("b", "twice=1\ntwice=2");
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().get(0).key()).isEqualTo("b");
    assertThat(report.failures().get(0).reason()).contains("two different rows", "lines", "twice");
    assertThat(ledger.rows()).isEqualTo(Map.of("same", "1"));
  }

  @Test
  void aReadThatFailsFailsTheItemsThatWereRead() throws Exception {
    shelf.put("a", "a=1");
    shelf.beforeReading(
        () -> {
          throw new IOException("the disk is loose");
        });
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures().get(0).reason()).contains("the disk is loose");

    shelf.beforeReading(() -> {});
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aListingThatFailsEndsAnUpdateAndRemovesNothing() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    workshop.update(flow);
    shelf.remove("a");
    shelf.afterListing(
        () -> {
          throw new IOException("the shelf fell down");
        });
    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageContaining("the shelf fell down");
    assertThat(ledger.rows()).hasSize(2);

    shelf.afterListing(() -> {});
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("b", "1"));
  }

  @Test
  void aListingThatNamesAnItemTwiceEndsTheRun() throws Exception {
    shelf.put("a", "a=1");
    workshop.update(flow);
    shelf.repeating("a");
    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("\"a\"")
        .hasMessageContaining("twice");
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  /** History 5: the run that saw the failure dies before it can say so. */
  @Test
  void areNotForgottenWhenTheRunIsStopped() throws Exception {
    shelf.put("a", "1", "a=1");
    shelf.put("b", "1", "b=1");
    workshop.update(flow);
    AtomicBoolean checkpointed = new AtomicBoolean();
    ledger.weather(() -> checkpointed.set(true));
    shelf.put("a", "2", "fail once");
    shelf.put("b", "2", "b=2");
    shelf.put("c", "1", "wait for ever");
    workshop.settings(Map.of("execution.checkpointing.interval", "50ms"));
    try (LiveRun update = LiveRun.ofUpdate(workshop.runs(flow))) {
      await().untilTrue(checkpointed);
      await().until(() -> workshop.trial.running() == 1);
    }
    shelf.remove("c");
    RunReport next = workshop.update(flow);
    assertThat(next.exitCode()).isEqualTo(3);
    assertThat(next.failures()).extracting(Failure::key).containsExactly("a");
  }
}
