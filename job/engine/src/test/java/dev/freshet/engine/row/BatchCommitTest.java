package dev.freshet.engine.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BatchCommitTest {
  private final Set<String> poison = new HashSet<>();
  private final Set<String> refused = new HashSet<>();
  private final Set<String> landed = new TreeSet<>();
  private final Queue<Throwable> nextCalls = new ArrayDeque<>();
  private final Queue<Exception> nextConnects = new ArrayDeque<>();
  private final List<Duration> paused = new ArrayList<>();
  private @Nullable Throwable everyCall;
  private int mostRows = Integer.MAX_VALUE;
  private @Nullable Exception fenceLost;
  private int fenceChecks;
  private int calls;
  private int connects;
  private int closes;

  private final BatchCommit commit =
      new BatchCommit(this::connect, this::fence, BatchCommit.MOST_PATIENCE, paused::add);

  private Destination connect() throws Exception {
    Exception failure = nextConnects.poll();
    if (failure != null) {
      throw failure;
    }
    connects++;
    return new Destination() {
      @Override
      public List<Rejection> mutate(List<Mutation> mutations, long sequence) throws Exception {
        return call(mutations);
      }

      @Override
      public void close() {
        closes++;
      }
    };
  }

  private List<Rejection> call(List<Mutation> mutations) throws Exception {
    calls++;
    Throwable failure = nextCalls.isEmpty() ? everyCall : nextCalls.remove();
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof Exception exception) {
      throw exception;
    }
    if (mutations.size() > mostRows) {
      throw new Unavailable("no more than " + mostRows + " rows at a time");
    }
    for (Mutation mutation : mutations) {
      if (poison.contains(Mutations.text(mutation))) {
        throw new IllegalStateException("cannot take " + Mutations.text(mutation));
      }
    }
    List<Rejection> rejections = new ArrayList<>();
    for (Mutation mutation : mutations) {
      if (refused.contains(Mutations.text(mutation))) {
        rejections.add(new Rejection(mutation, "too long"));
      } else {
        landed.add(Mutations.text(mutation));
      }
    }
    return rejections;
  }

  private void fence() throws Exception {
    fenceChecks++;
    if (fenceLost != null) {
      throw fenceLost;
    }
  }

  @AfterEach
  void isNotInterrupted() {
    assertThat(Thread.interrupted()).isFalse();
  }

  private static List<String> rows(List<Rejection> rejections) {
    return rejections.stream().map(rejection -> Mutations.text(rejection.mutation())).toList();
  }

  private Duration pausedInAll() {
    return paused.stream().reduce(Duration.ZERO, Duration::plus);
  }

  /** Values of the rows with these indexes. */
  private void poison(IntStream indexes) {
    indexes.forEach(i -> poison.add("r" + i + "=v" + i));
  }

  @Test
  void oneCallOnOneConnectionIsEnoughWhereAllIsWell() throws Exception {
    assertThat(commit.commit(Mutations.upserts(100), 1)).isEmpty();
    commit.commit(Mutations.upserts(3), 2);

    assertThat(landed).hasSize(100);
    assertThat(calls).isEqualTo(2);
    assertThat(connects).isEqualTo(1);
    assertThat(closes).isZero();
    commit.close();
    commit.close();
    assertThat(closes).isEqualTo(1);
  }

  @Test
  void whatTheConnectorRejectsIsReturnedAndTheRestLands() throws Exception {
    refused.add("r1=v1");
    List<Rejection> rejections = commit.commit(Mutations.upserts(3), 1);

    assertThat(rows(rejections)).containsExactly("r1=v1");
    assertThat(rejections.get(0).reason()).isEqualTo("too long");
    assertThat(landed).containsExactly("r0=v0", "r2=v2");
    assertThat(calls).isEqualTo(1);
  }

  @Nested
  class PoisonRows {
    private void expectRejectedAndTheRestLanded(int rowCount) throws Exception {
      List<Rejection> rejections = commit.commit(Mutations.upserts(rowCount), 1);

      assertThat(rows(rejections)).containsExactlyInAnyOrderElementsOf(poison);
      assertThat(landed).hasSize(rowCount - poison.size()).doesNotContainAnyElementsOf(poison);
      assertThat(rejections).allMatch(each -> each.reason().startsWith("cannot take r"));
    }

    @Test
    void oneOfTenThousandCostsAFewCalls() throws Exception {
      for (int index : List.of(0, 1, 4_999, 5_000, 7_777, 9_998, 9_999)) {
        poison.clear();
        landed.clear();
        calls = 0;
        poison(IntStream.of(index));
        expectRejectedAndTheRestLanded(10_000);

        assertThat(calls).isLessThanOrEqualTo(1 + 2 * 14 + 1);
      }
    }

    @Test
    void tenCostAtMostTenTimesTheLogarithmOfTheBatchWhereverTheyAre() throws Exception {
      for (int rowCount : List.of(100, 1_000, 10_000)) {
        double bound = 10 * Math.log(rowCount) / Math.log(2);
        for (int seed = 0; seed < 10_000_000 / rowCount / 10; seed += 10) {
          expectTenAtRandomPlacesWithin(rowCount, bound, seed);
        }
      }
    }

    private void expectTenAtRandomPlacesWithin(int rowCount, double bound, int seed)
        throws Exception {
      poison.clear();
      landed.clear();
      calls = 0;
      poison(new Random(seed).ints(0, rowCount).distinct().limit(10));
      expectRejectedAndTheRestLanded(rowCount);
      assertThat(calls - 1.0).as("%d rows, seed %d", rowCount, seed).isLessThanOrEqualTo(bound);
    }

    @Test
    void tenTogetherCostNoMoreThanTenApart() throws Exception {
      for (int first : List.of(0, 1, 2_500, 4_995, 9_990)) {
        poison.clear();
        landed.clear();
        calls = 0;
        poison(IntStream.range(first, first + 10));
        expectRejectedAndTheRestLanded(10_000);
        assertThat(calls - 1.0).as("from %d", first).isLessThanOrEqualTo(10 * 13.3);
      }
    }

    @Test
    void anyNumberIsFound() throws Exception {
      Random random = new Random(11);
      for (int i = 0; i < 300; i++) {
        int rowCount = 1 + random.nextInt(200);
        poison.clear();
        landed.clear();
        int limit = 1 + random.nextInt(1 + rowCount * 3 / 4);
        poison(random.ints(0, rowCount).distinct().limit(limit));
        expectRejectedAndTheRestLanded(rowCount);
      }
    }

    @Test
    void tenAtTheFrontOrAtTheBackAreNoReasonToBlameTheTarget() throws Exception {
      poison(IntStream.range(0, 10));
      expectRejectedAndTheRestLanded(10_000);
      poison.clear();
      landed.clear();
      poison(IntStream.range(9_990, 10_000));
      expectRejectedAndTheRestLanded(10_000);
    }

    @Test
    void fifteenSpreadAsUnkindlyAsCanBeAreNotEither() throws Exception {
      poison(IntStream.range(0, 15).map(i -> i * 625));
      expectRejectedAndTheRestLanded(10_000);
    }

    @Test
    void fewRowsThatAreAllPoisonAreRejected() throws Exception {
      poison(IntStream.range(0, 3));
      expectRejectedAndTheRestLanded(3);
    }

    @Test
    void aSingleGoodRowProvesThatTheTargetIsWell() throws Exception {
      for (int good = 0; good < 8; good++) {
        poison.clear();
        landed.clear();
        int index = good;
        poison(IntStream.range(0, 8).filter(i -> i != index));
        expectRejectedAndTheRestLanded(8);
      }
    }

    @Test
    void aRowIsRejectedOnlyAfterASecondTryAndAPause() throws Exception {
      nextCalls.add(new IOException("deadlock"));
      assertThat(commit.commit(Mutations.upserts(1), 1)).isEmpty();
      nextCalls.add(new IOException("deadlock"));
      nextCalls.add(new IOException());

      assertThat(commit.commit(Mutations.upserts(1), 2).get(0).reason())
          .isEqualTo("java.io.IOException");
      assertThat(paused).hasSize(2);
    }

    @Test
    void aFailureThatPassesRejectsNothing() throws Exception {
      nextCalls.add(new IOException("connection reset"));

      assertThat(commit.commit(Mutations.upserts(1_000), 1)).isEmpty();
      assertThat(landed).hasSize(1_000);
      assertThat(calls).isLessThanOrEqualTo(1 + 11);
    }

    @Test
    void everyFailureEndsTheConnection() throws Exception {
      poison(IntStream.of(0));
      commit.commit(Mutations.upserts(2), 1);

      assertThat(closes).isEqualTo(2);
      assertThat(connects).isEqualTo(calls - closes + 2);
    }

    @Test
    void anErrorOfTheConnectorIsAFailureLikeOthers() throws Exception {
      nextCalls.add(new NoClassDefFoundError("org/example/Missing"));
      nextCalls.add(new AssertionError("bug"));

      assertThat(commit.commit(Mutations.upserts(1), 1).get(0).reason())
          .isEqualTo("The connector failed with java.lang.AssertionError: bug");
    }
  }

  @Nested
  class TargetsThatFailAsAWhole {
    @Test
    void noRowIsBlamedWhenNothingSucceedsInALargeBatch() {
      everyCall = new IOException("disk full");

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(10_000), 1))
          .isInstanceOf(IOException.class)
          .hasMessage("disk full");
      assertThat(calls).isEqualTo(1 + 13 + BatchCommit.ROWS_THAT_BLAME_THE_TARGET);
      assertThat(paused).hasSize(1);
    }

    @Test
    void norInASmallOne() {
      everyCall = new IOException("disk full");

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(4), 1)).hasMessage("disk full");
    }

    @Test
    void aConnectionThatCannotBeOpenedIsNoRowsFault() {
      nextConnects.add(new IOException("connection refused"));

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(1), 1))
          .hasMessage("connection refused");
      assertThat(calls).isZero();
    }

    @Test
    void rowsThatWereRejectedBeforeAreOfferedWithoutBlame() throws Exception {
      poison(IntStream.range(0, 200));

      assertThat(commit.commitAll(Mutations.upserts(200), 0)).hasSize(200);
      assertThat(commit.commitAll(Mutations.upserts(201), 0)).hasSize(200);
      assertThat(landed).containsExactly("r200=v200");
    }
  }

  @Nested
  class UnavailableTargets {
    @Test
    void areWaitedForWithGrowingPauses() throws Exception {
      for (int i = 0; i < 7; i++) {
        nextCalls.add(new Unavailable("restarting"));
      }

      assertThat(commit.commit(Mutations.upserts(10), 1)).isEmpty();
      assertThat(landed).hasSize(10);
      assertThat(paused.stream().map(Duration::toMillis))
          .containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L);
      assertThat(closes).isEqualTo(7);
    }

    @Test
    void areGivenUpAfterThirtySeconds() {
      everyCall = new Unavailable("away");

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(10), 1))
          .isInstanceOf(Unavailable.class);
      assertThat(pausedInAll())
          .isLessThanOrEqualTo(BatchCommit.MOST_PATIENCE)
          .isGreaterThan(BatchCommit.MOST_PATIENCE.minusSeconds(6));
      assertThat(landed).isEmpty();
    }

    @Test
    void areLeftAloneAsLongAsTheyAsk() throws Exception {
      nextCalls.add(new Unavailable("busy", null, Duration.ofSeconds(12)));
      nextCalls.add(new Unavailable("busy", null, Duration.ofSeconds(17)));

      assertThat(commit.commit(Mutations.upserts(10), 1)).isEmpty();
      assertThat(paused).containsExactly(Duration.ofSeconds(12), Duration.ofSeconds(17));
    }

    @Test
    void areGivenUpAtOnceWhenTheyAskForMoreThanThat() {
      nextCalls.add(new Unavailable("busy", null, Duration.ofSeconds(31)));

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(10), 1))
          .isInstanceOf(Unavailable.class);
      assertThat(paused).isEmpty();
    }

    @Test
    void doNotMakeItSpinByAskingForNoTime() {
      everyCall = new Unavailable("busy", null, Duration.ZERO);

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(10), 1))
          .isInstanceOf(Unavailable.class);
      assertThat(calls).isLessThan(20);
    }

    @Test
    void blameNoRowInTheMiddleOfASplit() throws Exception {
      poison(IntStream.of(3));
      nextCalls.add(new IllegalStateException("cannot take r3=v3"));
      nextCalls.add(new Unavailable("busy"));

      assertThat(rows(commit.commit(Mutations.upserts(8), 1))).containsExactly("r3=v3");
      assertThat(landed).hasSize(7);
    }

    @Test
    void mayBeSoWhenTheConnectionIsOpened() throws Exception {
      nextConnects.add(new Unavailable("starting"));

      assertThat(commit.commit(Mutations.upserts(10), 1)).isEmpty();
      assertThat(paused).hasSize(1);
    }

    @Test
    void areWaitedForAnewWithTheNextBatch() throws Exception {
      for (int batch = 0; batch < 3; batch++) {
        nextCalls.add(new Unavailable("busy", null, Duration.ofSeconds(20)));
        commit.commit(Mutations.upserts(10), batch);
      }

      assertThat(pausedInAll()).isEqualTo(Duration.ofSeconds(60));
    }
  }

  @Nested
  class Fences {
    @Test
    void areCheckedBeforeEveryCall() throws Exception {
      poison(IntStream.of(3));
      commit.commit(Mutations.upserts(8), 1);

      assertThat(fenceChecks).isGreaterThanOrEqualTo(calls);
    }

    @Test
    void endTheCommitBeforeACall() {
      fenceLost = new IllegalStateException("another run has the flow");

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(8), 1)).isSameAs(fenceLost);
      assertThat(calls).isZero();
      assertThat(connects).isZero();
    }

    @Test
    void thatAreLostDuringACallBlameNoRow() {
      BatchCommit losing =
          new BatchCommit(
              () ->
                  new Destination() {
                    @Override
                    public List<Rejection> mutate(List<Mutation> mutations, long sequence) {
                      fenceLost = new IllegalStateException("another run has the flow");
                      throw new IllegalStateException("fence lost between rows");
                    }

                    @Override
                    public void close() {}
                  },
              BatchCommitTest.this::fence,
              BatchCommit.MOST_PATIENCE,
              paused::add);

      assertThatThrownBy(() -> losing.commit(Mutations.upserts(1), 1)).isSameAs(fenceLost);
    }
  }

  @Nested
  class Interrupts {
    @Test
    void ofACallReachTheCaller() {
      nextCalls.add(new InterruptedException());

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(8), 1))
          .isInstanceOf(InterruptedException.class);
      assertThat(calls).isEqualTo(1);
      assertThat(closes).isEqualTo(1);
    }

    @Test
    void thatAClientTurnedIntoAnotherExceptionBlameNoRow() {
      nextCalls.add(new IOException("closed by interrupt"));
      Thread.currentThread().interrupt();

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(8), 1))
          .isInstanceOf(InterruptedException.class);
    }

    @Test
    void ofTheVirtualMachineReachTheCaller() {
      nextCalls.add(new OutOfMemoryError());

      assertThatThrownBy(() -> commit.commit(Mutations.upserts(8), 1))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(calls).isEqualTo(1);
    }
  }

  @Test
  void aRowWhoseValueIsTooDeepForTheConnectorIsRejected() throws Exception {
    everyCall = new StackOverflowError();
    List<Rejection> rejections = commit.commitAll(Mutations.upserts(1), 1);
    assertThat(rejections).hasSize(1);
    assertThat(rejections.get(0).reason()).contains("StackOverflowError");
  }

  @Test
  void aTargetThatLimitsHowManyRowsItTakesGetsThemAll() throws Exception {
    mostRows = 5;
    assertThat(commit.commit(Mutations.upserts(10_000), 1)).isEmpty();
    assertThat(landed).hasSize(10_000);
  }

  @Test
  void whatIsRejectedFromOneHalfIsRejectedOnceThoughTheOtherFails() throws Exception {
    mostRows = 5;
    refused.add("r1=v1");
    poison.add("r9=v9");
    assertThat(rows(commit.commit(Mutations.upserts(10), 1)))
        .containsExactlyInAnyOrder("r1=v1", "r9=v9");
    assertThat(landed).hasSize(8);
  }

  @Test
  void aCallerWithLessPatienceIsHeard() throws Exception {
    BatchCommit hurried =
        new BatchCommit(this::connect, this::fence, Duration.ofSeconds(1), paused::add);
    for (int i = 0; i < 100; i++) {
      nextCalls.add(new Unavailable("away"));
    }

    assertThatThrownBy(() -> hurried.commit(Mutations.upserts(1), 1))
        .isInstanceOf(Unavailable.class);
    assertThat(paused.stream().reduce(Duration.ZERO, Duration::plus))
        .isLessThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void aConnectionThatCannotBeClosedDoesNotHideTheFailure() {
    BatchCommit failing =
        new BatchCommit(
            () ->
                new Destination() {
                  @Override
                  public List<Rejection> mutate(List<Mutation> mutations, long sequence)
                      throws Exception {
                    throw new Unavailable("away", null, Duration.ofHours(1));
                  }

                  @Override
                  public void close() throws IOException {
                    throw new IOException("cannot close");
                  }
                },
            () -> {},
            BatchCommit.MOST_PATIENCE,
            paused::add);

    assertThatThrownBy(() -> failing.commit(Mutations.upserts(1), 1))
        .isInstanceOf(Unavailable.class)
        .satisfies(failure -> assertThat(failure.getSuppressed()).hasSize(1));
  }
}
