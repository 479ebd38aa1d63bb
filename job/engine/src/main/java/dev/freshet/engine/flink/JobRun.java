package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.flow.ConnectorFailure;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobStatus;

/**
 * Watches one job from its start to its end, and ends it; also, with an exception, once another run
 * has taken the flow over. One thread.
 */
final class JobRun {
  private static final Duration LIVE_BUSY = Duration.ofMillis(25);
  private static final Duration LIVE_QUIET = Duration.ofSeconds(1);
  private static final Duration LIVE_EVERY = Duration.ofMillis(500);
  private static final Duration STATUS_EVERY = Duration.ofMillis(200);
  private static final int GLANCES_A_STATUS = 20;
  private static final Duration STEADY_AFTER = Duration.ofSeconds(60);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(20);
  private static final Duration LAST_CHECKPOINT_WITHIN = Duration.ofMillis(1200);

  private final Cluster cluster;
  private final Checkpoints checkpoints;
  private final JobWatch watch;
  private final Fence fence;
  private final StateDirectory state;
  private final Duration giveUpAfter;
  private final Duration longestSilence;
  private final RunListener listener;
  private final long begun;
  private long statusAt;
  private long toldAt;
  private long troubledSince = -1;
  private long steadySince = -1;
  private List<Progress> commits = List.of();
  private long commitsChangedAt;
  private long commitsLookedAt;

  /**
   * How an update ended.
   *
   * @param snapshotHoldsEverything whether the newest snapshot was taken after everything had been
   *     committed, with nothing left to do
   * @param digests of the listings that were processed, by source
   * @param emptied leaving targets that hold no row any more
   */
  record Ended(
      RunReport report,
      boolean snapshotHoldsEverything,
      Map<String, String> digests,
      Set<Integer> emptied) {}

  JobRun(
      Cluster cluster,
      Checkpoints checkpoints,
      JobWatch watch,
      Fence fence,
      StateDirectory state,
      Duration giveUpAfter,
      RunListener listener,
      long begun) {
    this.cluster = cluster;
    this.checkpoints = checkpoints;
    this.watch = watch;
    this.fence = fence;
    this.state = state;
    this.giveUpAfter = giveUpAfter;
    this.longestSilence =
        (giveUpAfter.compareTo(RunningFlow.CALL_DEADLINE) > 0
                ? giveUpAfter
                : RunningFlow.CALL_DEADLINE)
            .plus(watch.patience());
    this.listener = listener;
    this.begun = begun;
  }

  /** Hears that a live run has caught up for the first time. */
  interface Settled {
    void settled(Set<Integer> emptied) throws Exception;
  }

  Ended update() throws Exception {
    while (true) {
      long round = awaitCommitted();
      if (!aCheckpointCompletes()) {
        continue;
      }
      Progress all = watch.everything();
      Set<Integer> emptied = watch.emptied();
      RunReport report = watch.report(state.rejected(), elapsed());
      if (!sameRound(round)) {
        continue;
      }
      cluster.cancel(CANCEL_WITHIN);
      if (cluster.status() != JobStatus.CANCELED) {
        throw failed();
      }
      return new Ended(report, sameRound(round), digests(all), emptied);
    }
  }

  private boolean aCheckpointCompletes() throws Exception {
    Checkpoints.Awaited another = checkpoints.another();
    @Nullable Boolean completed = another.completed();
    while (completed == null) {
      checkJob(giveUpAfter);
      checkCommits();
      tellProgress();
      TimeUnit.MILLISECONDS.sleep(cluster.glance().toMillis());
      completed = another.completed();
    }
    return completed;
  }

  private boolean sameRound(long round) throws IOException {
    return Long.valueOf(round).equals(watch.round());
  }

  /**
   * @param settled told once, when everything that was to be done at the start is committed, which
   *     leaving targets hold no row any more
   * @param loaded told once, when all of that has also succeeded
   */
  RunReport live(BooleanSupplier stopping, Settled settled, Runnable loaded) throws Exception {
    Progress seen = null;
    RunReport reported = null;
    boolean told = false;
    boolean toldLoaded = false;
    Backoff retries = new Backoff();
    boolean retry = false;
    while (!stopping.getAsBoolean()) {
      checkJob(Duration.ofDays(36_500));
      boolean busy = !told;
      if (!told) {
        Long round = watch.round();
        checkpoints.inTime();
        if (round != null && watch.committed(round)) {
          told = true;
          settled.settled(watch.emptied());
        }
      } else if (watch.hasPending()) {
        busy = true;
        checkpoints.inTime();
      }
      if (told && isTimeToTell(LIVE_EVERY)) {
        Progress now = watch.everything().withoutPace();
        if (!now.equals(seen)) {
          seen = now;
          checkpoints.inTime();
          RunReport report = watch.report(state.rejected(), Duration.ZERO);
          if (!toldLoaded && !report.incomplete()) {
            toldLoaded = true;
            loaded.run();
          }
          if (!report.equals(reported)) {
            reported = report;
            listener.refreshed(report.lasting(elapsed()));
          }
        }
      }
      if (reported != null && reported.rejected() > 0) {
        retry |= retries.isDue();
        retry = retry && !checkpoints.inTime();
      } else {
        retries.end();
      }
      watch.bell().await(busy ? busyLook() : LIVE_QUIET);
    }
    // A stop is as safe as a crash; a last checkpoint only spares the next run some work.
    var unused = checkpoints.completesWithin(LAST_CHECKPOINT_WITHIN);
    cluster.cancel(CANCEL_WITHIN);
    return watch.report(state.rejected(), elapsed());
  }

  private Duration busyLook() {
    return cluster.glance().compareTo(LIVE_BUSY) > 0 ? cluster.glance() : LIVE_BUSY;
  }

  /** Returns the number of the round whose changes are all in the targets. */
  private long awaitCommitted() throws Exception {
    while (true) {
      checkJob(giveUpAfter);
      checkCommits();
      Long round = watch.round();
      if (round != null && watch.reached(round)) {
        if (watch.committed(round)) {
          return round;
        }
        checkpoints.of(round);
      } else {
        checkpoints.inTime();
      }
      tellProgress();
      TimeUnit.MILLISECONDS.sleep(cluster.glance().toMillis());
    }
  }

  private void tellProgress() throws IOException {
    if (isTimeToTell(STATUS_EVERY)) {
      Progress progress = watch.items();
      long looked = progress.counter("looks");
      listener.progress(looked, looked + progress.counter("in-flight"));
    }
  }

  private boolean isTimeToTell(Duration every) {
    long now = System.nanoTime();
    if (now - toldAt < every.toNanos()) {
      return false;
    }
    toldAt = now;
    return true;
  }

  private void checkJob(Duration patience) throws Exception {
    long now = System.nanoTime();
    if (now - statusAt < cluster.glance().toNanos() * GLANCES_A_STATUS) {
      return;
    }
    statusAt = now;
    fence.check();
    JobStatus status = cluster.status();
    if (status == JobStatus.FAILED || status == JobStatus.CANCELED) {
      throw failed();
    }
    if (status == JobStatus.RUNNING) {
      steadySince = steadySince < 0 ? now : steadySince;
      if (now - steadySince > STEADY_AFTER.toNanos()) {
        troubledSince = -1;
      }
    } else if (status == JobStatus.RESTARTING || status == JobStatus.FAILING) {
      steadySince = -1;
      if (troubledSince < 0) {
        troubledSince = now;
        listener.restarting(reason());
      }
    }
    if (troubledSince >= 0 && now - troubledSince > patience.toNanos()) {
      giveUp(
          "Gave up after " + patience.toSeconds() + " s of failures, nothing is lost: " + reason());
    }
  }

  /**
   * A target that neither answers nor lets a client call end holds up everything; Flink does not
   * see that anything is wrong.
   */
  private void checkCommits() throws Exception {
    long now = System.nanoTime();
    if (now - commitsLookedAt < STATUS_EVERY.toNanos()) {
      return;
    }
    commitsLookedAt = now;
    List<Progress> underWay = watch.commits();
    if (underWay.isEmpty() || !underWay.equals(commits)) {
      commits = underWay;
      commitsChangedAt = now;
    }
    if (now - commitsChangedAt > longestSilence.toNanos()) {
      giveUp(
          "Gave up, nothing is lost: target "
              + watch.targetsOf(underWay)
              + " has not come back from a call for "
              + longestSilence.toSeconds()
              + " s");
    }
  }

  private void giveUp(String message) throws Exception {
    try {
      cluster.cancel(CANCEL_WITHIN);
    } catch (TimeoutException e) {
      throw RunFailure.failed(message, e);
    }
    throw RunFailure.failed(message, null);
  }

  private RunFailure failed() throws InterruptedException, ExecutionException {
    Throwable failure = cluster.failure();
    return RunFailure.failed(reason(failure), failure);
  }

  private String reason() throws Exception {
    String trouble = watch.trouble();
    return trouble == null ? reason(cluster.failure()) : trouble;
  }

  /** What a person wants to read of it. */
  static String reason(@Nullable Throwable failure) {
    Throwable root = failure;
    while (root != null && isWrapper(root) && root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof ConnectorFailure ? Failures.message(root) : Failures.describe(root);
  }

  /** What Flink puts around the exception that a person wants to read. */
  private static boolean isWrapper(Throwable failure) {
    return failure.getClass().getName().startsWith("org.apache.flink.")
        || failure.getClass().getName().startsWith("java.util.concurrent.")
        || failure.getClass() == RuntimeException.class
        || failure.getClass() == IOException.class;
  }

  private static Map<String, String> digests(Progress all) {
    Map<String, String> digests = new TreeMap<>();
    for (Note note : all.notes()) {
      if (note.kind().equals(SourceProgressFile.DIGEST)) {
        digests.put(note.place(), note.reason());
      }
    }
    return digests;
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
