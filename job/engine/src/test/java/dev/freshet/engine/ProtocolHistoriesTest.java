package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedJob.Step;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The histories that broke earlier forms of the protocol, numbered as in the design, as far as the
 * plain decisions show them. What belongs to Flink alone (rescaling in 15, restarts after a stop in
 * 13) or to the setup alone (interrupted drops in 11) is tested there.
 */
class ProtocolHistoriesTest {
  private final SimulatedFlow flow = new SimulatedFlow(new Random(1));
  private final SimulatedSource source = flow.source();
  private final SimulatedDefinition first = SimulatedDefinition.first();

  /** A process that committed everything and is then killed without a word. */
  private void runAndKill(SimulatedDefinition definition) {
    flow.start(definition);
    flow.scan();
    flow.settle();
    flow.checkpoint();
    flow.commit();
    flow.crash();
  }

  private void expectRows(Map<String, String> rows) {
    assertThat(flow.rows()).isEqualTo(rows);
  }

  @Nested
  class History1VersionsThatComeBack {
    @Test
    void contentReadBetweenTwoEqualVersionsDoesNotStay() {
      source.put("k", "r=A");
      flow.start(first);
      flow.scan();
      flow.settleUntilReads();
      SimulatedSource.Item listed = source.get("k");
      source.put("k", "r=B");
      flow.settle();
      source.put("k", listed);
      flow.finish();

      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void anItemThatVanishedWhenItWasReadComesBack() {
      source.put("k", "r=A");
      flow.start(first);
      flow.scan();
      flow.settleUntilReads();
      SimulatedSource.Item listed = source.remove("k");
      flow.settle();
      source.put("k", listed);
      flow.finish();

      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void theSameWithAnotherRunInsteadOfAnotherScan() {
      source.put("k", "r=A");
      flow.start(first);
      long scan = flow.scan();
      flow.settleUntilReads();
      SimulatedSource.Item listed = source.get("k");
      source.put("k", "r=B");
      flow.finish(scan);
      source.put("k", listed);
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.startedJob()).isTrue();
      expectRows(Map.of("r", "A@v1"));
    }
  }

  @Test
  void history2AnEditWithinTheClocksGranularityIsSeenByTheNextScan() {
    source.put("k", "r=A");
    source.makeRacy("k");
    flow.update(first);
    source.heal();
    source.put("k", new SimulatedSource.Item(source.get("k").version(), "r=B"));
    SimulatedFlow.Ended ended = flow.update(first);

    assertThat(ended.exitCode()).isZero();
    expectRows(Map.of("r", "B@v1"));
  }

  @Nested
  class History3DigestsOfEarlierRuns {
    @Test
    void anEditRevertedAfterAKilledRunIsNoReasonToSkip() {
      source.put("k", "r=A");
      SimulatedSource.Item before = source.get("k");
      flow.update(first);
      source.put("k", "r=B");
      runAndKill(first);
      source.put("k", before);
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.startedJob()).isTrue();
      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void aFlowRevertedAfterAKilledRunIsNoReasonToSkip() {
      source.put("k", "r=A");
      flow.update(first);
      runAndKill(first.withLogic("v2"));
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.startedJob()).isTrue();
      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void nothingStartsWhereNothingChanged() {
      source.put("k", "r=A");
      flow.update(first);

      assertThat(flow.update(first).startedJob()).isFalse();
    }
  }

  @Nested
  class History4WhatADigestMustNotCover {
    @Test
    void anEditDuringTheRunIsNotPartOfIt() {
      source.put("k", "r=A");
      flow.start(first);
      long scan = flow.scan();
      flow.settle();
      source.put("k", "r=B");
      flow.finish(scan);

      assertThat(flow.update(first).startedJob()).isTrue();
      expectRows(Map.of("r", "B@v1"));
    }

    @Test
    void anUnsettledItemStartsTheNextRun() {
      source.put("k", "r=A");
      source.makeRacy("k");
      flow.update(first);

      assertThat(flow.update(first).startedJob()).isTrue();
    }

    @Test
    void aFailedItemStartsTheNextRun() {
      source.put("k", "fail");

      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      assertThat(flow.update(first).startedJob()).isTrue();
    }

    @Test
    void heldRemovalsStartTheNextRun() {
      source.put("k", "r=A");
      source.put("l", "s=A");
      flow.guardRemovals();
      flow.update(first);
      source.remove("k");
      source.remove("l");

      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      expectRows(Map.of("r", "A@v1", "s", "A@v1"));
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      flow.confirmRemovals();
      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of());
    }
  }

  @Nested
  class History5FailuresThatAreForgotten {
    @Test
    void anItemThatFailedBeforeAKillIsTriedAgain() {
      source.put("k", "r=A");
      source.makeUnreadable("k");
      runAndKill(first);

      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      source.heal();
      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void anUnforcedMessageAfterAForcedFailureDoesNotHideIt() {
      source.put("k", "r=A");
      flow.update(first);
      source.put("k", new SimulatedSource.Item(source.get("k").version(), "r=B"));
      source.makeUnreadable("k");
      flow.start(first);
      flow.touch(1, "k");
      flow.settle();
      flow.scan();
      flow.settle();
      source.heal();
      flow.finish();

      expectRows(Map.of("r", "B@v1"));
    }

    @Test
    void theRowsOfAFailedItemStay() {
      source.put("k", "r=A");
      flow.update(first);
      source.put("k", "fail");
      flow.update(first);

      expectRows(Map.of("r", "A@v1"));
    }
  }

  @Nested
  class History6LogicThatComesBack {
    @Test
    void theRowDoesNotKeepTheOtherLogicsValue() {
      source.put("k", "r=A");
      flow.start(first);
      flow.scan();
      flow.settleUntilReads();
      flow.checkpoint();
      flow.crash();
      runAndKill(first.withLogic("v2"));
      expectRows(Map.of("r", "A@v2"));
      flow.update(first);

      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void evenIfTheOtherLogicComparedNothing() {
      source.put("k", "r=A");
      flow.start(first);
      flow.scan();
      flow.settleUntilReads();
      flow.checkpoint();
      flow.crash();
      flow.start(first.withLogic("v2"));
      flow.settle();
      flow.checkpoint();
      flow.commit();
      flow.crash();
      expectRows(Map.of("r", "A@v2"));
      flow.update(first);

      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void anItemWhoseRemovalWasHeldMeanwhileDoesNotEither() {
      source.put("k", "r=A");
      source.put("l", "s=A");
      flow.guardRemovals();
      flow.update(first);
      SimulatedSource.Item k = source.remove("k");
      SimulatedSource.Item l = source.remove("l");
      flow.update(first.withLogic("v2"));
      expectRows(Map.of("r", "A@v1", "s", "A@v1"));
      source.put("k", k);
      source.put("l", l);
      flow.update(first.withLogic("v2"));

      expectRows(Map.of("r", "A@v2", "s", "A@v2"));
    }
  }

  @Test
  void history7TheFirstScanWaitsForRestoredInputs() {
    source.put("k", "r=A");
    flow.start(first);
    flow.scan();
    flow.settleUntilReads();
    flow.checkpoint();
    flow.crash();
    flow.start(first);
    long scan = flow.scan();
    flow.settleUntilReads();
    flow.checkpoint();
    flow.commit();

    assertThat(flow.reads()).isEqualTo(1);
    assertThat(flow.job().committedWatermark()).isLessThan(scan);
    flow.finish(scan);
    expectRows(Map.of("r", "A@v1"));
  }

  @Nested
  class History8TwoClaimants {
    @Test
    void theOtherClaimantsValueIsAtHandWhenTheFirstChangesAndGoes() {
      source.put("k", "r=1");
      flow.update(first);
      source.put("l", "r=1");
      flow.update(first);
      source.put("k", "r=2");
      assertThat(flow.update(first).conflicts()).containsExactly("pages/r");
      expectRows(Map.of("r", "2@v1"));
      source.remove("k");
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.conflicts()).isEmpty();
      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void aRowThatMovesBetweenItemsSurvivesInEveryOrder() {
      for (int seed = 0; seed < 50; seed++) {
        SimulatedFlow moving = new SimulatedFlow(new Random(seed));
        moving.source().put("k", "r=1");
        moving.source().put("l", "");
        moving.update(first);
        moving.source().put("k", "");
        moving.source().put("l", "r=1");
        moving.update(first);

        assertThat(moving.rows()).isEqualTo(Map.of("r", "1@v1"));
      }
    }
  }

  @Test
  void inASharedTargetTheSmallestItemStandsWhateverCameFirst() {
    SimulatedDefinition shared = first.switchingShared();
    source.put("l", "r=2");
    flow.update(shared);
    source.put("k", "r=1");
    flow.update(shared);

    expectRows(Map.of("r", "1@v1"));
  }

  @Test
  void itemsThatDisagreeAreAConflictAsSoonAsTheirTargetIsNoLongerShared() {
    source.put("k", "r=1");
    source.put("l", "r=2");
    SimulatedDefinition shared = first.switchingShared();

    assertThat(flow.update(shared).exitCode()).isZero();
    assertThat(flow.update(shared.switchingShared()).conflicts()).containsExactly("pages/r");
  }

  @Nested
  class History9Generations {
    @Test
    void anEqualValueIsSentToAnEmptiedTarget() {
      source.put("k", "r=1");
      flow.update(first);
      flow.update(first.recreated("x"));

      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void aPendingDeleteOfTheOldGenerationDoesNotReachTheNewRow() {
      source.put("k", "r=1");
      flow.update(first);
      source.put("k", "");
      flow.start(first);
      flow.scan();
      flow.settle();
      flow.checkpoint();
      flow.crash();
      source.put("k", "r=1");
      flow.update(first.recreated("x"));

      expectRows(Map.of("r", "1@v1"));
    }
  }

  @Test
  void history10APendingDeleteOutlivesARevision() {
    source.put("k", "r=1 s=1");
    flow.update(first);
    source.put("k", "s=1");
    flow.start(first);
    flow.scan();
    flow.settle();
    flow.checkpoint();
    flow.crash();
    flow.update(first.rewritten("html"));

    expectRows(Map.of("s", "html:1@v1"));
  }

  @Nested
  class History11InterruptedSetup {
    private void dieAtEveryPointOfSetup(SimulatedDefinition between, SimulatedDefinition last) {
      for (SimulatedFaults.Point point :
          List.of(SimulatedFaults.Point.SETUP_WRITTEN, SimulatedFaults.Point.SETUP_STEP)) {
        for (SimulatedFaults.Kind kind : point.kinds()) {
          SimulatedFlow dying = new SimulatedFlow(new Random(1));
          dying.source().put("k", "r=1");
          dying.update(first);
          dying.faults().plan(List.of(new SimulatedFaults.Fault(point, 0, kind)));
          dying.start(between);
          dying.crash();
          dying.faults().plan(List.of());
          dying.update(last);

          dying.rebuild().expectIn(dying.target());
        }
      }
    }

    @Test
    void aTargetThatIsPutBackAfterAnInterruptedDropIsBuiltAnew() {
      dieAtEveryPointOfSetup(first.without(SimulatedDefinition.PAGES), first);
    }

    @Test
    void aTargetThatIsPutBackAfterAnInterruptedRebuildIsBuiltAnew() {
      dieAtEveryPointOfSetup(first.recreated("x"), first);
    }

    @Test
    void aRebuildThatIsReplacedByAnotherIsBuiltAnew() {
      dieAtEveryPointOfSetup(first.recreated("x"), first.recreated("y"));
    }

    @Test
    void rowsAreWrittenAgainAfterAnInterruptedAlteration() {
      dieAtEveryPointOfSetup(first.rewritten("html"), first);
    }
  }

  @Nested
  class History12And13TheNewestSnapshot {
    private int recorded;

    private void commitsBAndIsKilledAfterARecordedSnapshotOfA() {
      source.put("k", "r=A");
      SimulatedSource.Item a = source.get("k");
      flow.update(first);
      flow.start(first);
      flow.finish();
      recorded = flow.snapshots() - 1;
      source.put("k", "r=B");
      runAndKill(first);
      source.put("k", a);
    }

    @Test
    void aRunFromItRestoresA() {
      commitsBAndIsKilledAfterARecordedSnapshotOfA();
      flow.update(first);

      expectRows(Map.of("r", "A@v1"));
    }

    @Test
    void aRunFromTheRecordedOneWouldLeaveB() {
      commitsBAndIsKilledAfterARecordedSnapshotOfA();
      flow.startFrom(recorded, first);
      flow.finish();

      expectRows(Map.of("r", "B@v1"));
    }
  }

  @Nested
  class History14Watches {
    @Test
    void anItemWhoseRemovalTheWatchMissedGoesWithTheNextScan() {
      flow.start(first);
      flow.scan();
      flow.settle();
      source.put("k", "r=A");
      flow.touch(1, "k");
      flow.settle();
      source.remove("k");
      flow.finish();

      expectRows(Map.of());
      assertThat(flow.rebuild().rows()).isEmpty();
    }

    @Test
    void aMessageThatIsLateDoesNotBringAnItemBack() {
      source.put("k", "r=A");
      flow.update(first);
      flow.start(first);
      source.remove("k");
      flow.scan();
      flow.settle();
      flow.touch(1, "k");
      flow.finish();

      expectRows(Map.of());
    }

    @Test
    void anItemThatAWatchReportedIsReadAgainThoughItsVersionIsTheSame() {
      source.put("k", "r=A");
      flow.update(first);
      SimulatedSource.Item before = source.get("k");
      flow.start(first);
      source.put("k", "r=B");
      flow.touch(1, "k");
      flow.settle();
      source.put("k", before);
      flow.finish();

      expectRows(Map.of("r", "A@v1"));
    }
  }

  @Nested
  class History15PendingBatches {
    private void leaveTwoPendingBatches() {
      source.put("k", "r=A");
      flow.start(first);
      flow.scan();
      flow.settle();
      flow.checkpoint();
      source.put("k", "r=B");
      flow.scan();
      flow.settle();
      flow.checkpoint();
      flow.crash();
    }

    @Test
    void areCommittedOldestFirst() {
      leaveTwoPendingBatches();
      flow.start(first);

      expectRows(Map.of("r", "B@v1"));
      assertThat(flow.target().writes()).isEqualTo(2);
    }

    @Test
    void ofOneSubtaskStayTogetherWhenTheJobIsRescaled() {
      leaveTwoPendingBatches();
      for (int parallelism = 1; parallelism <= 3; parallelism++) {
        flow.rescale(parallelism);
        flow.start(first);
        flow.crash();

        expectRows(Map.of("r", "B@v1"));
      }
    }
  }

  @Nested
  class History16RejectedRows {
    @Test
    void aRejectedRowKeepsTheExitCodeUntilItIsTaken() {
      source.put("k", "r=1 s=1");
      flow.target().poison("r");
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      expectRows(Map.of("s", "1@v1"));
      assertThat(flow.update(first).exitCode()).isEqualTo(3);
      flow.target().heal();

      assertThat(flow.update(first).exitCode()).isZero();
      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
    }

    @Test
    void aRetriedRowDoesNotComeBackAfterThePendingDeleteOfIt() {
      source.put("k", "r=1 s=1");
      flow.target().refuse("r");
      flow.update(first);
      flow.target().heal();
      source.remove("k");
      flow.start(first);
      flow.target().refuse("r");
      flow.scan();
      flow.settle();
      flow.checkpoint();
      flow.crash();
      flow.target().heal();
      flow.update(first);

      expectRows(Map.of());
    }

    @Test
    void aRetriedRowDoesNotComeBackOverItsPendingNewerValue() {
      source.put("k", "r=1");
      flow.target().refuse("r");
      flow.update(first);
      source.put("k", "r=2");
      flow.start(first);
      flow.scan();
      flow.settle();
      flow.checkpoint();
      flow.crash();
      flow.target().heal();
      flow.start(first);

      expectRows(Map.of("r", "2@v1"));
    }

    @Test
    void aNewerVersionClearsTheRejection() {
      source.put("k", "r=1");
      flow.target().refuse("r");
      flow.update(first);
      source.put("k", "r=2");
      flow.start(first);
      flow.target().heal();
      flow.scan();

      assertThat(flow.finish().rejected()).isZero();
      expectRows(Map.of("r", "2@v1"));
    }

    @Test
    void manyRejectedRowsDoNotKeepTheNextRunFromStarting() {
      source.put("k", "a=1 b=1 c=1 d=1 e=1 f=1");
      for (String row : Set.of("a", "b", "c", "d", "e")) {
        flow.target().poison(row);
      }
      flow.update(first);

      assertThat(flow.update(first).rejected()).isEqualTo(5);
      expectRows(Map.of("f", "1@v1"));
    }
  }

  @Nested
  class History17SourcesThatLeave {
    @Test
    void theRowsOfARemovedSourceGo() {
      source.put("k", "r=1");
      flow.source(2).put("l", "s=1");
      flow.update(first.withSources(1, 2));
      flow.update(first.withSources(1));

      expectRows(Map.of("r", "1@v1"));
    }

    @Test
    void itsItemsInFlightReleaseTheirRows() {
      flow.source(2).put("l", "s=1");
      flow.update(first.withSources(1, 2));
      flow.source(2).put("l", "s=2");
      flow.start(first.withSources(1, 2));
      flow.scan();
      flow.settleUntilReads();
      flow.checkpoint();
      flow.crash();
      flow.update(first.withSources(1));

      expectRows(Map.of());
    }

    @Test
    void asManyOtherItemsDoNotHideThatAllAreGone() {
      source.put("k", "r=1");
      source.put("l", "s=1");
      flow.guardRemovals();
      flow.update(first);
      source.rename("k", "m");
      source.rename("l", "n");
      SimulatedFlow.Ended ended = flow.update(first);

      assertThat(ended.holdsRemovals()).isTrue();
      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
    }
  }

  @Nested
  class FirstListingsThatAreInterrupted {
    private void runUntilTheFirstShardIsCommitted() {
      for (int i = 1; i < 4; i++) {
        source.put("k" + i, "r" + i + "=1");
      }
      flow.start(first);
      flow.scan();
      flow.step(Step.EMIT);
      flow.run(Step.SHARD, Step.ITEM, Step.READ, Step.ANSWER, Step.ROW, Step.MUTATION);
      flow.checkpoint();
      flow.commit();
      flow.crash();
      expectRows(Map.of("r1", "1@v1", "r2", "1@v1"));
    }

    @Test
    void leaveTheNumberOfShardsAsItIsThoughTheSourceGrew() {
      runUntilTheFirstShardIsCommitted();
      for (int i = 4; i < 20; i++) {
        source.put("k" + i, "r" + i + "=1");
      }
      flow.update(first);

      assertThat(flow.rows()).hasSize(19).isEqualTo(flow.rebuild().rows());
    }

    @Test
    void areGuardedAgainstRemovalAsOthersAre() {
      flow.guardRemovals();
      runUntilTheFirstShardIsCommitted();
      source.unmount();

      assertThat(flow.update(first).holdsRemovals()).isTrue();
      expectRows(Map.of("r1", "1@v1", "r2", "1@v1"));
    }

    @Test
    void ofASourceThatLeavesReleaseTheirRows() {
      runUntilTheFirstShardIsCommitted();
      flow.source(2).put("l", "s=1");
      flow.update(first.withSources(2));

      expectRows(Map.of("s", "1@v1"));
    }
  }

  @Nested
  class SourcesThatSeemEmpty {
    @Test
    void doNotLoseTheRowsOfItemsThatAreTriedAgain() {
      source.put("k", "r=1");
      source.put("l", "s=1");
      flow.guardRemovals();
      flow.update(first);
      source.put("k", "fail");
      flow.update(first);
      source.unmount();

      assertThat(flow.update(first).holdsRemovals()).isTrue();
      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
    }

    @Test
    void doNotLoseThemBetweenListingAndReadingEither() {
      source.put("k", "r=1");
      source.put("l", "s=1");
      flow.guardRemovals();
      flow.update(first);
      flow.start(first.withLogic("v2"));
      long scan = flow.scan();
      source.unmount();
      flow.finish(scan);

      expectRows(Map.of("r", "1@v1", "s", "1@v1"));
      source.heal();
      flow.update(first.withLogic("v2"));
      expectRows(Map.of("r", "1@v2", "s", "1@v2"));
    }
  }

  @Test
  void nothingReachesTheTargetBeforeTheCheckpointThatHoldsIt() {
    source.put("k", "r=1");
    flow.start(first);
    flow.scan();
    flow.settle();
    flow.commit();
    expectRows(Map.of());
    flow.crash();
    source.remove("k");
    flow.update(first);

    expectRows(Map.of());
    assertThat(flow.target().writes()).isZero();
  }
}
