package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a connector may rely on: keys once a call, order, and a checkpoint behind every row. */
class DeliveryIT {
  private static final int ITEMS = 40;
  private static final String TWO_LEDGERS =
      """
      name: delivery
      sources:
        items:
          type: shelf
          trial: $trial
          shelf: items
          process:
            class: dev.freshet.trial.TwiceLines
            trial: $trial
            first: first
            second: second
      targets:
        first: {type: ledger, trial: $trial, ledger: first}
        second: {type: ledger, trial: $trial, ledger: second}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;

  @BeforeEach
  void prepare() throws Exception {
    workshop =
        new Workshop(directory)
            .parallelism(4)
            .settings(Map.of("execution.checkpointing.interval", "20ms"));
    shelf = workshop.trial.shelf("items");
  }

  private void putAll(String text) {
    for (int i = 0; i < ITEMS; i++) {
      shelf.put("i" + i, "r" + i + "=" + text + "\ncommon" + i % 3 + "=" + (i % 3));
    }
  }

  @Test
  void everyCallHoldsEachKeyOnceAndBothTargetsOfAType() throws Exception {
    String flow = workshop.flow(TWO_LEDGERS);
    putAll("1");
    workshop.update(flow);
    putAll("2");
    workshop.update(flow);
    shelf.remove("i0");
    workshop.update(flow);

    List<LedgerCall> calls = workshop.trial.ledgerCalls();
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThat(call.rows().values())
                    .allSatisfy(keys -> assertThat(keys).doesNotHaveDuplicates()));
    assertThat(calls).anySatisfy(call -> assertThat(call.rows()).containsKeys("first", "second"));
    assertThat(workshop.trial.ledger("first").rows())
        .hasSize(ITEMS + 2)
        .isEqualTo(workshop.trial.ledger("second").rows());
  }

  /** The ledgers' connector writes what it gets in one call as one transaction would. */
  @Test
  void targetsOfOneTypeCanBeCommittedTogether() throws Exception {
    String flow = workshop.parallelism(1).flow(TWO_LEDGERS);
    Ledger first = workshop.trial.ledger("first");
    Ledger second = workshop.trial.ledger("second");
    List<Map<String, String>> apart = new CopyOnWriteArrayList<>();
    first.weather(
        () -> {
          if (!first.rows().equals(second.rows())) {
            apart.add(first.rows());
          }
        });
    putAll("1");
    workshop.update(flow);
    putAll("2");
    workshop.update(flow);
    shelf.remove("i0");
    workshop.update(flow);

    assertThat(first.rows()).hasSize(ITEMS + 2).isEqualTo(second.rows());
    assertThat(apart).isEmpty();
  }

  @Test
  void rowsArriveInOrderAndOnlyAfterTheirCheckpoint() throws Exception {
    String flow = workshop.linesFlow();
    Ledger ledger = workshop.trial.ledger("lines");
    List<String> tooEarly = new CopyOnWriteArrayList<>();
    StateDirectory state = StateDirectory.of(workshop.state, "lines");
    ledger.weather(
        () -> {
          long newest = state.snapshots().newest().map(Snapshot::checkpointId).orElse(0L);
          List<LedgerCall> calls = workshop.trial.ledgerCalls();
          calls.stream()
              .flatMap(call -> call.sequences().values().stream())
              .filter(sequence -> sequence > newest)
              .forEach(sequence -> tooEarly.add(sequence + " after checkpoint " + newest));
        });
    List<Map<String, String>> expected = new ArrayList<>();
    try (LiveRun live = workshop.live(flow)) {
      for (int round = 0; round < 8; round++) {
        putAll("" + round);
        Map<String, String> rows = new HashMap<>();
        for (int i = 0; i < ITEMS; i++) {
          rows.put("r" + i, "" + round);
          rows.put("common" + i % 3, "" + i % 3);
        }
        expected.add(rows);
        int done = round;
        await().until(() -> ledger.rows().equals(expected.get(done)));
      }
      live.stop();
    }
    assertThat(tooEarly).isEmpty();
    Map<String, Integer> last = new HashMap<>();
    for (String entry : ledger.takeEntries()) {
      String id = entry.substring(1, entry.indexOf('='));
      int round = Integer.parseInt(entry.substring(entry.indexOf('=') + 1));
      assertThat(round).isGreaterThanOrEqualTo(last.getOrDefault(id, -1));
      last.put(id, round);
    }
    assertThat(workshop.trial.ledgerCalls())
        .allSatisfy(
            call ->
                assertThat(call.rows().values())
                    .allSatisfy(keys -> assertThat(keys).doesNotHaveDuplicates()));
  }
}
