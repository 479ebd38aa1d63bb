package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.Fence;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Triggers the checkpoints of a job in this process when there is something to keep, one at a time
 * and no sooner after each other than the configured interval. So an edit need not wait for a
 * periodic one, a job with nothing to do takes none, and none is under way when the job is
 * cancelled. One thread.
 */
final class CheckpointsOnDemand implements Checkpoints {
  /** After a refusal, as while tasks start. */
  private static final long AGAIN_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LocalCluster cluster;
  private final Fence fence;
  private final long intervalNanos;
  private @Nullable CompletableFuture<String> underWay;
  private long triggeredAt;
  private long watermark = Long.MIN_VALUE;

  CheckpointsOnDemand(LocalCluster cluster, Fence fence) {
    this.cluster = cluster;
    this.fence = fence;
    this.intervalNanos = cluster.checkpointInterval().toNanos();
    this.triggeredAt = System.nanoTime();
  }

  /** Triggers one unless one is under way or was triggered within the interval. */
  @Override
  public boolean inTime() {
    boolean may = mayTrigger(intervalNanos);
    if (may) {
      trigger();
    }
    return may;
  }

  /**
   * Triggers one as soon as none is under way, unless one was triggered for this watermark and did
   * not fail: its commit may take long after it is complete.
   */
  @Override
  public void of(long newWatermark) {
    boolean failed = underWay == null || underWay.isCompletedExceptionally();
    if (watermark == newWatermark && !failed) {
      inTime();
    } else if (mayTrigger(AGAIN_AFTER_NANOS)) {
      watermark = newWatermark;
      trigger();
    }
  }

  @Override
  public Awaited another() {
    CompletableFuture<Boolean> completed = next();
    return () -> completed.getNow(null);
  }

  @Override
  public boolean completesWithin(Duration atMost) throws InterruptedException {
    try {
      return next().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return false;
    }
  }

  /** Triggers one after the one that is under way; the future says whether it completed. */
  private CompletableFuture<Boolean> next() {
    CompletableFuture<String> before = underWay;
    CompletableFuture<String> triggered =
        before == null || before.isDone()
            ? checkpoint()
            : before.handle((path, failure) -> path).thenCompose(anyway -> checkpoint());
    triggeredAt = System.nanoTime();
    underWay = triggered;
    return triggered.handle((path, failure) -> failure == null);
  }

  /** Each removes the one before, which another run has restored if it took this flow over. */
  private CompletableFuture<String> checkpoint() {
    try {
      fence.check();
      return cluster.checkpoint();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean mayTrigger(long afterNanos) {
    boolean free = underWay == null || underWay.isDone();
    boolean refused = underWay != null && underWay.isCompletedExceptionally();
    long wait = refused ? Math.min(afterNanos, AGAIN_AFTER_NANOS) : afterNanos;
    return free && System.nanoTime() - triggeredAt >= wait;
  }

  private void trigger() {
    triggeredAt = System.nanoTime();
    underWay = checkpoint();
  }
}
