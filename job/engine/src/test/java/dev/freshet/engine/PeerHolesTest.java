package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedDefinition.Shape;
import dev.freshet.engine.SimulatedFaults.Fault;
import dev.freshet.engine.SimulatedFaults.Kind;
import dev.freshet.engine.SimulatedFaults.Point;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What other systems that keep targets in step were found to do wrong, H1 to H16, and what happens
 * here. Of some, the part that needs files, class paths or processes is shown by the integration
 * test that is named.
 */
class PeerHolesTest {
  private final SimulatedFlow flow = new SimulatedFlow(new Random(1));
  private final SimulatedSource source = flow.source();
  private final SimulatedDefinition first = SimulatedDefinition.first();

  private void expectRows(Map<String, String> rows) {
    assertThat(flow.rows()).isEqualTo(rows);
  }

  private void runUntil(Point point, Kind kind) {
    flow.faults().plan(List.of(new Fault(point, 0, kind)));
    flow.attempt(first);
    assertThat(flow.faults().fired()).hasSize(1);
    flow.faults().plan(List.of());
  }

  /** Elsewhere B stays: it was written before anything remembered that it would be. */
  @Nested
  class H1 {
    @Test
    void contentThatIsTakenBackAfterACrashIsTakenBackInTheTarget() {
      for (Point point : List.of(Point.MUTATE, Point.TABLE_ROW, Point.COMMIT_CONFIRMED)) {
        source.put("k", "r=A");
        SimulatedSource.Item before = source.get("k");
        flow.update(first);
        source.put("k", "r=B");
        runUntil(point, Kind.CRASH);
        source.put("k", before);
        flow.update(first);

        expectRows(Map.of("r", "A@v1"));
      }
    }
  }

  /**
   * Elsewhere a file with an older modification time than the last is taken for an old one. With
   * files: {@code EditsIT.seesNewContentWithAnOlderOrEqualModificationTime}.
   */
  @Nested
  class H2 {
    @Test
    void anOlderVersionIsAnotherVersion() {
      source.put("k", new SimulatedSource.Item("2026", "r=A"));
      flow.update(first);
      source.put("k", new SimulatedSource.Item("1999", "r=B"));
      flow.update(first);

      expectRows(Map.of("r", "B@v1"));
    }
  }

  /**
   * Elsewhere content that changed within the same modification time is skipped. With files: as H2.
   */
  @Nested
  class H3 {
    @Test
    void aVersionThatCannotBeTrustedYetIsReadAgain() {
      source.put("k", "r=A");
      source.makeRacy("k");
      flow.update(first);
      source.heal();
      source.put("k", new SimulatedSource.Item(source.get("k").version(), "r=B"));
      flow.update(first);

      expectRows(Map.of("r", "B@v1"));
    }
  }

  /**
   * Elsewhere a source that is switched to a place with the same names and times is skipped. With
   * files: {@code EditsIT.followsAPathThatIsSwitchedToAnotherDirectoryWithTheSameNames}.
   */
  @Nested
  class H4 {
    @Test
    void itemsOfAnotherPlaceAreOtherItems() {
      source.put("k", new SimulatedSource.Item("t1", "r=A s=A"));
      flow.source(2).put("k", new SimulatedSource.Item("t1", "r=B"));
      flow.update(first);
      flow.update(first.withSources(2));

      expectRows(Map.of("r", "B@v1"));
    }
  }

  /** Elsewhere the row goes with the first of the items that declare it. */
  @Nested
  class H5 {
    @Test
    void aRowStaysAsLongAsAnyItemDeclaresIt() {
      source.put("k", "r=1");
      source.put("l", "r=1");
      flow.update(first);
      source.remove("k");
      flow.update(first);
      expectRows(Map.of("r", "1@v1"));
      source.remove("l");
      flow.update(first);

      expectRows(Map.of());
    }

    @Test
    void itemsThatDisagreeAreReportedUntilTheyAgree() {
      source.put("k", "r=1");
      source.put("l", "r=2");
      SimulatedFlow.Ended ended = flow.update(first);
      assertThat(ended.conflicts()).containsExactly("pages/r");
      assertThat(ended.exitCode()).isEqualTo(3);
      source.put("l", "r=1");

      assertThat(flow.update(first).exitCode()).isZero();
    }
  }

  /**
   * Elsewhere an item that declares one key twice fails for ever, or the last row silently wins.
   */
  @Nested
  class H6 {
    @Test
    void theSameRowTwiceIsOneRow() {
      source.put("k", "r=1 r=1");

      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void twoRowsWithOneKeyCostThatItemUntilItIsRight() {
      source.put("k", "r=1 r=2");
      source.put("l", "s=1");
      assertThat(flow.update(first).failed()).isTrue();
      expectRows(Map.of("s", "1@v1"));
      source.put("k", "r=2");

      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "2@v1", "s", "1@v1"));
    }
  }

  /** Elsewhere one row that the target refuses fails the whole batch. */
  @Nested
  class H7 {
    @Test
    void aPoisonRowCostsOneRowAndIsReported() {
      source.put("k", "a=1 b=1 c=1 d=1 e=1 f=1 g=1");
      flow.target().poison("d");
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.rejected()).isEqualTo(1);
      assertThat(ended.exitCode()).isEqualTo(3);
      assertThat(flow.rows()).hasSize(6).doesNotContainKey("d");
    }
  }

  /** Elsewhere the offset of a message that failed is committed, and nobody looks again. */
  @Nested
  class H8 {
    @Test
    void anItemThatFailedIsTriedInEveryRunUntilItSucceeds() {
      source.put("k", "r=1");
      source.makeUnreadable("k");
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      source.heal();

      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "1@v1"));
    }
  }

  /**
   * Elsewhere what an unreadable directory hides counts as deleted. With files: the tests of the
   * connector local-files.
   */
  @Nested
  class H9 {
    @Test
    void aListingThatBreaksOffRemovesNothing() {
      source.put("k", "r=1");
      source.put("l", "s=1");
      flow.update(first);
      source.touch("l");
      runUntil(Point.LISTING_PAGE, Kind.EXCEPTION);

      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
    }
  }

  /**
   * Elsewhere two processes on one flow mix up what they remember. That the second is refused:
   * {@code KillIT.aSecondRunIsRefusedNamingTheFirstAndTakesOverWhenItIsKilled}.
   */
  @Nested
  class H10 {
    @Test
    void aProcessThatWasTakenOverWritesNothingMore() {
      source.put("k", "r=1");
      flow.start(first);
      flow.scan();
      flow.settle();
      flow.checkpoint();
      source.put("k", "r=2");
      flow.takeOver(first);
      int writes = flow.target().writes();

      assertThat(flow.commit()).isFalse();
      assertThat(flow.target().writes()).isEqualTo(writes);
      flow.update(first);
      expectRows(Map.of("r", "2@v1"));
    }

    @Test
    void norDoesItCreateAnewWhatTheOtherFilled() {
      source.put("k", "r=1");
      flow.faults().plan(List.of(new Fault(Point.SETUP_CALL, 0, Kind.TAKEOVER)));
      flow.faults().onTakeover(() -> flow.takeOver(first));
      flow.attempt(first);

      assertThat(flow.faults().fired()).as("questions to the fence before a step").hasSize(1);
      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void norDoesItRecordThatNothingIsLeftToDo() {
      source.put("k", "r=1");
      SimulatedSource.Item before = source.get("k");
      flow.faults().plan(List.of(new Fault(Point.DIGEST_WRITTEN, 0, Kind.TAKEOVER)));
      flow.faults()
          .onTakeover(
              () -> {
                source.put("k", "r=2");
                flow.takeOver(first);
              });
      flow.attempt(first);
      source.put("k", before);
      flow.update(first);

      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void norDoesItKeepARejectionThatTheOtherKnowsBetter() {
      source.put("k", "r=1");
      flow.target().refuse("r");
      flow.faults().plan(List.of(new Fault(Point.REJECTIONS_KEPT, 0, Kind.TAKEOVER)));
      flow.faults()
          .onTakeover(
              () -> {
                flow.target().heal();
                source.put("k", "r=2");
                flow.takeOver(first);
                source.put("l", "s=1");
                flow.takeOver(first);
              });
      flow.attempt(first);
      source.touch("l");

      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "2@v1", "s", "1@v1"));
    }
  }

  /**
   * Elsewhere a target whose connector is no longer there is forgotten, and its rows stay for ever.
   * That a connector that is missing ends the run: {@code
   * StateIT.aTargetWhoseConnectorIsGoneIsNotForgotten}, {@code
   * PluginsIT.whatAPluginSetUpIsNotForgottenWithoutIt}.
   */
  @Nested
  class H11 {
    @Test
    void aTargetIsForgottenOnlyWhenItsRowsAreGone() {
      SimulatedDefinition both = first.with("files", Shape.folder("files"));
      source.put("k", "r=1");
      flow.update(both);
      flow.target().poison("r");
      flow.update(first);
      assertThat(flow.target().rows(Shape.folder("files"))).isNotEmpty();
      flow.target().heal();
      flow.update(first);

      flow.rebuild().expectIn(flow.target());
    }
  }

  /** Elsewhere the upserts and the deletes of a batch run apart, and half of it may stay. */
  @Nested
  class H12 {
    @Test
    void aBatchThatWasTornIsRepeatedWhole() {
      for (int seed = 0; seed < 20; seed++) {
        flow.use(new Random(seed));
        source.put("k", "a=%d b=%d".formatted(seed, seed));
        flow.update(first);
        source.put("k", "b=x c=x d=x");
        runUntil(Point.MUTATE, Kind.TORN_CRASH);
        flow.update(first);

        expectRows(Map.of("b", "x@v1", "c", "x@v1", "d", "x@v1"));
      }
    }
  }

  /** Elsewhere what an interrupted run had staged is kept for ever. */
  @Nested
  class H13 {
    @Test
    void nothingIsLeftOfAnItemThatCameAndWentAroundACrash() {
      flow.update(first);
      source.put("k", "r=1");
      runUntil(Point.SNAPSHOT_NOTIFIED, Kind.CRASH);
      source.remove("k");
      flow.update(first);
      flow.start(first);

      expectRows(Map.of());
      assertThat(flow.job().items.remembered()).isZero();
      assertThat(flow.job().rows.remembered(1)).isZero();
    }
  }

  /**
   * Elsewhere nobody ever notices what was changed behind the target's back. {@code verify} lists
   * and compares; here, that a run that writes all rows again needs no one to tell it which.
   */
  @Nested
  class H14 {
    @Test
    void aFullRunPutsRightWhatOthersChanged() {
      source.put("k", "r=1 s=1");
      flow.update(first);
      flow.target().meddle(first.pages(), "r", "wrong");
      flow.updateFully(first);

      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
    }
  }

  /**
   * Elsewhere an input that the engine does not see, such as a setting, leaves stale rows. What the
   * fingerprint sees: {@code LogicFingerprintTest}.
   */
  @Nested
  class H15 {
    @Test
    void anotherFunctionRunsForEveryItemAgain() {
      source.put("k", "r=1");
      flow.update(first);
      flow.update(first.withLogic("v2"));

      expectRows(Map.of("r", "1@v2"));
    }
  }

  /** Elsewhere a source that suddenly lists nothing empties the target. */
  @Nested
  class H16 {
    @Test
    void theRemovalOfEverythingIsHeldUntilItIsConfirmed() {
      source.put("k", "r=1");
      source.put("l", "s=1");
      flow.guardRemovals();
      flow.update(first);
      source.unmount();
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
      flow.confirmRemovals();
      flow.update(first);

      expectRows(Map.of());
    }
  }
}
