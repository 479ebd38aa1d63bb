package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that several items declare, from one source or two. */
class SharedRowsIT {
  private static final String FLOW =
      """
      name: shared-rows
      sources:
        north:
          type: shelf
          trial: $trial
          shelf: north
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: one}
        south:
          type: shelf
          trial: $trial
          shelf: south
          process:
            class: dev.freshet.trial.TwiceLines
            trial: $trial
            first: one
            second: two
      targets:
        one: {type: ledger, trial: $trial, ledger: one}
        two: {type: ledger, trial: $trial, ledger: two}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private Shelf north;
  private Shelf south;
  private Ledger one;
  private Ledger two;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    north = workshop.trial.shelf("north");
    south = workshop.trial.shelf("south");
    one = workshop.trial.ledger("one");
    two = workshop.trial.ledger("two");
    flow = workshop.flow(FLOW);
  }

  @Test
  void twoSourcesFillTwoTargets() throws Exception {
    north.put("a", "a=north");
    south.put("a", "b=south");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("a", "north", "b", "south"));
    assertThat(two.rows()).isEqualTo(Map.of("b", "south"));

    south.remove("a");
    RunReport report = workshop.update(flow);
    assertThat(report.sources().get("north").unchanged()).isEqualTo(1);
    assertThat(report.sources().get("south").removed()).isEqualTo(1);
    assertThat(one.rows()).isEqualTo(Map.of("a", "north"));
    assertThat(two.rows()).isEmpty();
  }

  /** H5: it must not go while somebody declares it. */
  @Test
  void aRowStaysAsLongAsAnyItemDeclaresIt() throws Exception {
    north.put("a", "row=same");
    north.put("b", "row=same");
    south.put("c", "row=same");
    assertThat(workshop.update(flow).exitCode()).isZero();
    one.takeEntries();

    north.remove("a");
    workshop.update(flow);
    south.remove("c");
    workshop.update(flow);
    assertThat(one.rows()).isEqualTo(Map.of("row", "same"));
    assertThat(one.takeEntries()).isEmpty();
    assertThat(two.rows()).isEmpty();

    north.put("b", "other=1");
    workshop.update(flow);
    assertThat(one.rows()).isEqualTo(Map.of("other", "1"));
  }

  @Test
  void aConflictNamesBothItemsUntilTheyAgree() throws Exception {
    north.put("a", "row=1");
    north.put("fine", "fine=1");
    south.put("b", "row=2");
    RunReport conflict = workshop.update(flow);
    assertThat(conflict.exitCode()).isEqualTo(3);
    assertThat(conflict.targets().get("one").conflicts()).isEqualTo(1);
    assertThat(conflict.targets().get("two")).isEqualTo(new TargetCounts(1, 0, 0, 0));
    assertThat(conflict.failures()).hasSize(1);
    assertThat(conflict.failures().get(0).place()).isEqualTo("one");
    assertThat(conflict.failures().get(0).key()).isEqualTo("row");
    assertThat(conflict.failures().get(0).reason()).contains("north \"a\"", "south \"b\"");

    RunReport still = workshop.update(flow);
    assertThat(still.exitCode()).isEqualTo(3);
    assertThat(still.failures()).isEqualTo(conflict.failures());

    south.put("b", "row=1");
    RunReport agreed = workshop.update(flow);
    assertThat(agreed.exitCode()).isZero();
    assertThat(agreed.failures()).isEmpty();
    assertThat(one.rows()).isEqualTo(Map.of("row", "1", "fine", "1"));
    assertThat(two.rows()).isEqualTo(Map.of("row", "1"));
  }

  /** History 8: the value of whoever takes over must be at hand. */
  @Test
  void theOtherValueTakesOverWhenTheStandingItemGoes() throws Exception {
    north.put("a", "row=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    north.put("b", "row=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    north.put("a", "row=2");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    north.remove("a");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "1"));
  }

  @Test
  void inASharedTargetTheSmallestItemStands() throws Exception {
    flow = workshop.flow(FLOW.replace("ledger: one}", "ledger: one, shared: true}"));
    south.put("a", "row=south a");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "south a"));

    north.put("z", "row=north z");
    RunReport smaller = workshop.update(flow);
    assertThat(smaller.exitCode()).isZero();
    assertThat(smaller.targets().get("one").conflicts()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "north z"));

    north.put("b", "row=north b");
    workshop.update(flow);
    assertThat(one.rows()).isEqualTo(Map.of("row", "north b"));

    north.remove("b");
    north.put("z", "other=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "south a", "other", "1"));
  }

  @Test
  void aTargetMayBecomeSharedAndStopBeingSo() throws Exception {
    north.put("b", "row=b");
    assertThat(workshop.update(flow).exitCode()).isZero();
    north.put("a", "row=a");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    assertThat(one.rows()).isEqualTo(Map.of("row", "b"));

    flow = workshop.flow(FLOW.replace("ledger: one}", "ledger: one, shared: true}"));
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "a"));

    flow = workshop.flow(FLOW);
    assertThat(workshop.update(flow).exitCode()).isEqualTo(3);
    north.remove("a");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(one.rows()).isEqualTo(Map.of("row", "b"));
  }
}
