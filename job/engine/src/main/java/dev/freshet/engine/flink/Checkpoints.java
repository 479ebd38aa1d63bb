package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
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
final class Checkpoints {
  /** After a refusal, as while tasks start. */
  private static final long AGAIN_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final LocalCluster cluster;
  private final long intervalNanos;
  private @Nullable CompletableFuture<String> underWay;
  private long triggeredAt;

  Checkpoints(LocalCluster cluster, Duration interval) {
    this.cluster = cluster;
    this.intervalNanos = interval.toNanos();
    this.triggeredAt = System.nanoTime();
  }

  /** Triggers one unless one is under way or was triggered within the interval. */
  void inTime() {
    if (mayTrigger(intervalNanos)) {
      trigger();
    }
  }

  /** Triggers one unless one is under way. */
  void now() {
    if (mayTrigger(AGAIN_AFTER_NANOS)) {
      trigger();
    }
  }

  /** Triggers one and waits; returns whether it completed. */
  boolean completes(Duration atMost) throws InterruptedException {
    try {
      CompletableFuture<String> before = underWay;
      if (before != null) {
        var unused =
            before.handle((path, failure) -> path).get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      }
      var path = trigger().get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      return path != null;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private boolean mayTrigger(long afterNanos) {
    boolean free = underWay == null || underWay.isDone();
    boolean refused = underWay != null && underWay.isCompletedExceptionally();
    long wait = refused ? Math.min(afterNanos, AGAIN_AFTER_NANOS) : afterNanos;
    return free && System.nanoTime() - triggeredAt >= wait;
  }

  private CompletableFuture<String> trigger() {
    triggeredAt = System.nanoTime();
    CompletableFuture<String> triggered = cluster.checkpoint();
    underWay = triggered;
    return triggered;
  }
}
