package dev.freshet.testkit;

import dev.freshet.api.TargetSpec;
import dev.freshet.testkit.TargetPlace.Batch;
import java.util.List;
import java.util.function.IntSupplier;

/** Batches that lose the fence while they are written. */
final class FenceTrial<S extends TargetSpec, R extends Record> {
  private static final int PASSES = 5;

  private final TargetTrial<S, R> trial;
  private final boolean rowByRow;

  FenceTrial(TargetTrial<S, R> trial, boolean rowByRow) {
    this.trial = trial;
    this.rowByRow = rowByRow;
  }

  /**
   * @param changes how many rows were changed
   * @param words what the changes are
   */
  void lose(Batch<S, R> batch, IntSupplier changes, String words) {
    LostFence fence = new LostFence(rowByRow ? PASSES : 0);
    if (returnsNormally(batch, fence) && fence.isLost()) {
      throw Failure.of(
          "checkFence threw, because another process owns the flow now, but mutate returned as if its rows were written: let the exception pass");
    }
    if (rowByRow) {
      expectFew(changes.getAsInt(), fence, words);
    }
  }

  private boolean returnsNormally(Batch<S, R> batch, LostFence fence) {
    try (TargetConnection<S, R> connection = trial.connect()) {
      connection.mutate(fence, List.of(batch));
      return true;
    } catch (Exception e) {
      if (!fence.isLost()) {
        throw Failure.of("mutate threw " + e + " for " + batch, e);
      }
      return false;
    }
  }

  private static void expectFew(int changes, LostFence fence, String words) {
    if (!fence.isLost()) {
      throw Failure.of(
          "checkFence was called %d times for a batch of %d rows, and all %d %s although the flow was lost meanwhile. Call it before each row that is written by itself; a connector that writes all rows of a call together says so with writesRowByRow()"
              .formatted(fence.calls(), TargetTrial.FEW, changes, words));
    }
    if (changes > fence.calls()) {
      throw Failure.of(
          "%d %s although checkFence threw at its call %d: nothing may be written after that"
              .formatted(changes, words, fence.calls()));
    }
  }
}
