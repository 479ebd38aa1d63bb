package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.LastRun;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A live run that goes on without a client: holds its lock, does what is to be done once it has
 * caught up, and records how it stands whenever that changes.
 */
final class KeptLive implements Keeping {
  private static final Logger LOG = LoggerFactory.getLogger(KeptLive.class);

  private final RunPlan plan;
  private final StateDirectory state;
  private final RunLock lock;
  private final RunningFlow flow;
  private final Preparation preparation;
  private final JobWatch watch;
  private final Loading loading;
  private final Backoff tries = new Backoff();
  private final long begun = System.nanoTime();
  private boolean settled;
  private boolean loaded;
  private @Nullable RunReport reported;

  KeptLive(RunPlan plan, StateDirectory state, ClassLoader loader, int parallelism)
      throws IOException {
    this.plan = plan;
    this.state = state;
    this.flow = RunningFlow.of(plan, loader);
    this.preparation = new Preparation(flow.definition(), loader, state);
    ProgressFiles.of(plan).create();
    this.watch = new JobWatch(flow, parallelism);
    this.loading = new Loading(flow, state.setup());
    this.lock = state.keep(plan.fence());
  }

  @Override
  public void look() throws Exception {
    lock.fence().check();
    if (!settled) {
      Long round = watch.round();
      settled = round != null && watch.committed(round) && tries.isDue() && forgetLeaving();
    }
    if (settled) {
      report();
    }
  }

  /** False if it has to be tried again, as while a target that leaves is away. */
  private boolean forgetLeaving() throws Exception {
    try {
      preparation.forgetLeaving(state.setup().read(), watch.emptied());
      return true;
    } catch (RunFailure e) {
      LOG.warn("What left flow {} cannot be dropped yet: {}", plan.flowName(), e.getMessage());
      return false;
    }
  }

  private void report() throws IOException {
    RunReport report = watch.report(state.rejected(), Duration.ZERO);
    if (!loaded && !report.incomplete()) {
      loaded = true;
      loading.start();
    }
    if (!report.equals(reported)) {
      reported = report;
      LOG.info("Flow {} is caught up: {}", plan.flowName(), report.toJson());
      record(report);
    }
  }

  private void record(RunReport report) throws IOException {
    Duration lasting = Duration.ofNanos(System.nanoTime() - begun);
    state
        .lastRun()
        .write(
            new LastRun(
                report.exitCode(),
                report.lasting(lasting).toJson(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                lasting,
                state.snapshots().newest().orElse(null)));
  }

  /** What is left undone, the next run does. */
  @Override
  public void close() throws Exception {
    try (lock) {
      loading.close();
      if (settled) {
        lock.fence().check();
        record(watch.report(state.rejected(), Duration.ZERO));
      }
    } finally {
      RunningFlow.forget(plan);
    }
  }
}
