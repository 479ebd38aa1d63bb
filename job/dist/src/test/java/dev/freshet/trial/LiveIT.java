package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.ItemChange.Kind;
import dev.freshet.engine.flink.RunReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on, and what they notice. */
class LiveIT {
  private static final String WATCHED =
      """
      name: lines
      sources:
        items:
          type: shelf
          trial: $trial
          shelf: items
          watch: true
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
      targets:
        lines: {type: ledger, trial: $trial, ledger: lines}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;

  @BeforeEach
  void prepare() throws Exception {
    workshop =
        new Workshop(directory)
            .parallelism(1)
            .settings(Map.of("execution.checkpointing.interval", "50ms"));
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
  }

  private void awaitRows(Map<String, String> rows) {
    await().untilAsserted(() -> assertThat(ledger.rows()).isEqualTo(rows));
  }

  @Test
  void followsEditsAndReportsThem() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    try (LiveRun live = workshop.live(workshop.linesFlow())) {
      awaitRows(Map.of("a", "1", "b", "1"));
      shelf.put("a", "a=2");
      shelf.put("c", "c=1");
      awaitRows(Map.of("a", "2", "b", "1", "c", "1"));
      shelf.remove("b");
      awaitRows(Map.of("a", "2", "c", "1"));
      await().until(() -> last().sources().get("items").removed() == 1);

      shelf.put("a", "fail today");
      await().until(() -> last().exitCode() == 3);
      assertThat(last().failures().get(0).reason()).contains("today");
      assertThat(ledger.rows()).isEqualTo(Map.of("a", "2", "c", "1"));
      shelf.put("a", "a=3");
      awaitRows(Map.of("a", "3", "c", "1"));
      await().until(() -> last().exitCode() == 0);

      RunReport report = live.stop();
      assertThat(report.exitCode()).isZero();
      assertThat(report.items()).isEqualTo(2);
      assertThat(report.rows()).isEqualTo(2);
    }
    RunReport after = workshop.update(workshop.linesFlow());
    assertThat(after.targets().get("lines").upserts()).isZero();
  }

  private RunReport last() {
    return workshop.refreshed().isEmpty()
        ? new RunReport(
            "",
            Map.of("items", new RunReport.SourceCounts(0, 0, 0, 0, 0, 0)),
            Map.of(),
            java.util.List.of(),
            new RunReport.Calls(0, 0, 0, 0),
            0,
            0,
            0,
            java.time.Duration.ZERO)
        : workshop.refreshed().get(workshop.refreshed().size() - 1);
  }

  @Test
  void aListingThatFailsRemovesNothingAndIsTriedAgain() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    try (LiveRun live = workshop.live(workshop.linesFlow())) {
      awaitRows(Map.of("a", "1", "b", "1"));
      AtomicInteger failed = new AtomicInteger();
      shelf.afterListing(
          () -> {
            failed.incrementAndGet();
            throw new IOException("the network is down");
          });
      shelf.remove("a");
      shelf.put("b", "b=2");
      await().until(() -> failed.get() > 1);
      assertThat(ledger.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
      shelf.afterListing(() -> {});
      awaitRows(Map.of("b", "2"));
      assertThat(live.isRunning()).isTrue();
      assertThat(workshop.restarts()).isEmpty();
    }
  }

  @Test
  void aFirstListingThatFailsIsTriedAgainToo() throws Exception {
    shelf.put("a", "a=1");
    AtomicInteger failed = new AtomicInteger();
    shelf.beforeListing(
        () -> {
          if (failed.getAndIncrement() < 1) {
            throw new IOException("not yet");
          }
        });
    try (LiveRun live = workshop.live(workshop.linesFlow())) {
      awaitRows(Map.of("a", "1"));
      assertThat(live.stop().exitCode()).isZero();
    }
  }

  @Test
  void aFailingItemIsTriedAgainByItself() throws Exception {
    shelf.put("a", "a=1");
    AtomicInteger reads = new AtomicInteger();
    shelf.beforeReading(
        () -> {
          if (reads.getAndIncrement() < 2) {
            throw new IOException("busy");
          }
        });
    try (LiveRun live = workshop.live(workshop.linesFlow())) {
      awaitRows(Map.of("a", "1"));
      await().until(() -> last().exitCode() == 0 && last().items() == 1);
      assertThat(live.stop().exitCode()).isZero();
    }
  }

  @Test
  void aWatchIsFollowedWithoutListing() throws Exception {
    shelf.put("a", "a=1");
    try (LiveRun live = workshop.live(workshop.flow(WATCHED))) {
      awaitRows(Map.of("a", "1"));
      int listings = shelf.listings();
      shelf.put("a", "a=2");
      shelf.announce("a", Kind.TOUCHED);
      awaitRows(Map.of("a", "2"));
      shelf.put("b", "b=1");
      shelf.announce("b", Kind.TOUCHED);
      awaitRows(Map.of("a", "2", "b", "1"));
      shelf.remove("a");
      shelf.announce("a", Kind.REMOVED);
      awaitRows(Map.of("b", "1"));
      assertThat(shelf.listings()).isEqualTo(listings);
      live.stop();
    }
    RunReport after = workshop.update(workshop.flow(WATCHED));
    assertThat(after.exitCode()).isZero();
    assertThat(after.items()).isEqualTo(1);
    assertThat(ledger.rows()).isEqualTo(Map.of("b", "1"));
  }

  /** History 14: the watch says that an item is there, and nobody says that it went again. */
  @Test
  void anItemThatOnlyAWatchSawIsForgottenByTheNextScan() throws Exception {
    shelf.put("a", "a=1");
    try (LiveRun live = workshop.live(workshop.flow(WATCHED))) {
      awaitRows(Map.of("a", "1"));
      shelf.put("brief", "brief=1");
      shelf.announce("brief", Kind.TOUCHED);
      awaitRows(Map.of("a", "1", "brief", "1"));
      live.stop();
    }
    shelf.remove("brief");
    assertThat(workshop.update(workshop.flow(WATCHED)).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  /** The same, and the item was changed by the watch and put back before the next scan. */
  @Test
  void anEditThatOnlyAWatchSawIsUndoneByTheNextScan() throws Exception {
    shelf.put("a", "1", "a=1");
    try (LiveRun live = workshop.live(workshop.flow(WATCHED))) {
      awaitRows(Map.of("a", "1"));
      shelf.put("a", "2", "a=2");
      shelf.announce("a", Kind.TOUCHED);
      awaitRows(Map.of("a", "2"));
      live.stop();
    }
    shelf.put("a", "1", "a=1");
    assertThat(workshop.update(workshop.flow(WATCHED)).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void aWatchThatBreaksIsReplacedAndTheSourceListedAgain() throws Exception {
    shelf.put("a", "a=1");
    try (LiveRun live = workshop.live(workshop.flow(WATCHED))) {
      awaitRows(Map.of("a", "1"));
      shelf.breakWatch(new IOException("too many open files"));
      shelf.put("a", "a=2");
      awaitRows(Map.of("a", "2"));
      shelf.put("a", "a=3");
      shelf.announce("a", Kind.TOUCHED);
      awaitRows(Map.of("a", "3"));
      live.stop();
    }
  }

  @Test
  void filesAreWatched() throws Exception {
    workshop.write("a", "a=1");
    String flow =
        workshop.flow(
            """
            name: lines
            sources:
              items:
                type: local-files
                path: $docs
                watch: true
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
            targets:
              lines: {type: ledger, trial: $trial, ledger: lines}
            """);
    try (LiveRun live = workshop.live(flow)) {
      awaitRows(Map.of("a", "1"));
      workshop.write("a", "a=2");
      workshop.write("deep/down/b", "b=1");
      awaitRows(Map.of("a", "2", "b", "1"));
      workshop.delete("deep/down/b");
      awaitRows(Map.of("a", "2"));
      live.stop();
    }
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "2"));
  }
}
