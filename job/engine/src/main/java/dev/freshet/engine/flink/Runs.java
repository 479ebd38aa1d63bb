package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.engine.flow.ConnectorFailure;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.FlowProblems;
import dev.freshet.engine.flow.FlowReference;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.Spills;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.FencedException;
import dev.freshet.engine.setup.LastRun;
import dev.freshet.engine.setup.ListingSum;
import dev.freshet.engine.setup.RunDigest;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.StateException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run of a flow, from taking its lock to recording how it ended, or to handing it over to the
 * cluster that goes on with it. What a crash leaves behind at any point is taken up by the next
 * run.
 */
public final class Runs {
  private static final String LIVE = "live";

  private final RunRequest request;
  private final @Nullable FlinkContext cluster;
  private final RunListener listener;
  private final StateDirectory state;
  private final long begun = System.nanoTime();
  private final StopRequest stop = new StopRequest();
  private boolean repairs;
  private long unended;
  private @Nullable RunLock lock;
  private boolean handedOver;

  public Runs(RunRequest request, RunListener listener) throws RunFailure {
    this.request = request;
    this.cluster = request.cluster();
    this.listener = listener;
    try {
      this.state = StateDirectory.of(request.stateRoot(), request.flow().definition().name());
    } catch (StateException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
  }

  /** Brings the targets in step with the sources, once. */
  public RunReport update() throws RunFailure, InterruptedException {
    return locked("update", fence -> update(fence, false));
  }

  /** Keeps the targets in step until it is stopped. */
  public RunReport live() throws RunFailure, InterruptedException {
    return recovered()
        ? RunReport.nothing(state.flow())
        : locked(LIVE, fence -> update(fence, true));
  }

  /** Whether the run that this program had begun under another job manager goes on. */
  private boolean recovered() throws RunFailure {
    if (cluster == null || !cluster.isRunAgain()) {
      return false;
    }
    SubmittedJob job = new SubmittedJob(cluster, state.path());
    try {
      if (!job.recover(state.flow())) {
        return false;
      }
    } catch (Exception e) {
      throw RunFailure.failed(
          "The job of an earlier job manager cannot be recovered: " + Failures.describe(e), e);
    }
    listener.leaving(job.id());
    job.leave();
    return true;
  }

  /** Removes what the flow set up, and its state. */
  public void drop() throws RunFailure, InterruptedException {
    locked("drop", this::drop);
  }

  /**
   * Compares the targets with what is remembered of them.
   *
   * @param repair write again what is not as it should be, in an update, and compare again
   */
  public VerifyReport verify(boolean repair) throws RunFailure, InterruptedException {
    return locked("verify", fence -> verify(fence, repair));
  }

  /** Asks a run that another thread is in to end; what it has begun is taken up by the next. */
  public void stop() {
    stop.stop();
  }

  private interface Body<T> {
    T run(long fence) throws Exception;
  }

  private <T> T locked(String what, Body<T> body) throws RunFailure, InterruptedException {
    if (cluster != null && cluster.isRunAgain() && !what.equals(LIVE)) {
      throw RunFailure.wrong(
          "In an application with high availability only update --live can run, since Flink runs"
              + " the program again when a job manager is gone; found "
              + what
              + ". Use session mode, or run it without high availability.",
          null);
    }
    stop.running(Thread.currentThread());
    try (RunLock taken =
        what.equals(LIVE) && cluster != null ? state.lockForCluster(what) : state.lock(what)) {
      lock = taken;
      unended = taken.unended();
      return run(body, taken.fence());
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      throw failure(e);
    } finally {
      stop.running(null);
    }
  }

  /** Whatever another run makes fail by taking the flow over is part of that. */
  private static <T> T run(Body<T> body, Fence fence) throws Exception {
    try {
      return body.run(fence.number());
    } catch (Exception e) {
      try {
        fence.check();
      } catch (FencedException takenOver) {
        takenOver.addSuppressed(e);
        throw takenOver;
      }
      throw e;
    }
  }

  /** Whatever a stop makes fail is part of the stop. */
  private RunFailure failure(Exception e) throws InterruptedException {
    if (stop.isStopped()) {
      InterruptedException stopped = new InterruptedException("The run was stopped");
      stopped.initCause(e);
      throw stopped;
    }
    if (e instanceof RunFailure failure) {
      return failure;
    }
    if (e instanceof ConnectorFailure || e instanceof FencedException) {
      return RunFailure.failed(Failures.message(e), e);
    }
    return e instanceof StateException || e instanceof FlowProblems
        ? RunFailure.wrong(Failures.message(e), e)
        : RunFailure.failed(Failures.describe(e), e);
  }

  private VerifyReport verify(long fence, boolean repair) throws Exception {
    RunPlan plan = plan(null, fence, 0, false);
    TargetComparison comparison = new TargetComparison(request, state, plan, stop);
    try {
      VerifyReport found = comparison.run();
      if (!repair || found.damaged() == 0) {
        return found.lasting(elapsed());
      }
      repairs = true;
      RunReport repaired = update(fence, false);
      return comparison.run().after(found, repaired).lasting(elapsed());
    } finally {
      DifferenceFile.deleteAll(plan.directory());
    }
  }

  private RunReport update(long fence, boolean live) throws Exception {
    if (request.reset()) {
      state.reset();
    }
    Preparation preparation = new Preparation(request.flow().definition(), request.loader(), state);
    preparation.openSources();
    SetupPlan plan = preparation.plan(request.full());
    Optional<RunReport> unchanged =
        live || repairs || plan.changes(state.setup().read())
            ? Optional.empty()
            : unchanged(fence, preparation);
    RunReport report =
        unchanged.isPresent() ? unchanged.get() : run(fence, live, plan, preparation);
    if (handedOver) {
      return report;
    }
    state
        .lastRun()
        .write(
            new LastRun(
                report.exitCode(),
                report.toJson(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                report.duration(),
                state.snapshots().newest().orElse(null)));
    return report;
  }

  private Optional<RunReport> unchanged(long fence, Preparation preparation) throws Exception {
    RunningFlow current =
        RunningFlow.load(plan(fence, 0, false), request.flow().definition(), request.loader());
    Optional<Map<String, Long>> items = NoChange.itemsIfUnchanged(current, preparation, state);
    return items.isEmpty()
        ? Optional.empty()
        : Optional.of(unchangedReport(current, items.get(), rowsOfLastRun()));
  }

  private long rowsOfLastRun() throws IOException {
    return state
        .lastRun()
        .read()
        .map(last -> last.report().path("tracked").path("rows").asLong())
        .orElse(0L);
  }

  private RunReport unchangedReport(RunningFlow current, Map<String, Long> items, long rows) {
    Map<String, RunReport.SourceCounts> sources = new TreeMap<>();
    items.forEach((name, n) -> sources.put(name, new RunReport.SourceCounts(0, 0, n, 0, 0, 0)));
    Map<String, RunReport.TargetCounts> targets = new TreeMap<>();
    current.targetNames().forEach(n -> targets.put(n, new RunReport.TargetCounts(0, 0, 0, 0)));
    long all = items.values().stream().mapToLong(Long::longValue).sum();
    return new RunReport(
        state.flow(),
        sources,
        targets,
        List.of(),
        new RunReport.Calls(0, 0, 0, 0),
        all,
        rows,
        0,
        elapsed());
  }

  /** Applies setup and runs the job, again where a target waits for the rows of an earlier one. */
  private RunReport run(long fence, boolean live, SetupPlan firstPlan, Preparation preparation)
      throws Exception {
    SetupPlan plan = firstPlan;
    @Nullable RunReport earlier = null;
    checkSnapshot();
    while (true) {
      checkJobs(plan);
      agree(plan);
      state.digest().delete();
      SetupState setup = preparation.apply(plan);
      boolean again = !plan.waiting().isEmpty();
      JobRun.Settled forget = emptied -> preparation.forgetLeaving(setup, emptied);
      RunReport last = runJob(fence, live && !again, request.flow().reference(), forget);
      RunReport report = earlier == null ? last : last.after(earlier);
      SetupPlan next = again ? preparation.plan(false) : plan;
      if (!again || next.waiting().equals(plan.waiting())) {
        return report;
      }
      earlier = report;
      plan = next;
    }
  }

  private void checkJobs(SetupPlan plan) throws RunFailure {
    if (cluster != null && cluster.isRunAgain() && !plan.waiting().isEmpty()) {
      throw RunFailure.wrong(
          "This change takes two jobs, since a target comes where another one still has rows, and"
              + " an application with high availability may have one: run update once in session"
              + " mode or without a cluster, then this again.",
          null);
    }
  }

  /** Before anything is changed outside. */
  private void checkSnapshot() throws IOException, RunFailure {
    if (cluster == null) {
      SnapshotPlace.check(state.path());
    }
    Optional<Snapshot> newest = state.snapshots().newest();
    state.check(newest.orElse(null));
    if (newest.isPresent()) {
      KeyGroups.check(state.snapshots().path(newest.get()), request.parallelism());
    }
  }

  private void agree(SetupPlan plan) throws RunFailure {
    if (plan.needsConsent() && !listener.consents(plan.describe())) {
      throw RunFailure.wrong(
          "Nothing was applied: the flow's changes remove something ("
              + String.join("; ", plan.describe())
              + "); agree with --yes",
          null);
    }
    if (!plan.describe().isEmpty()) {
      listener.applying(plan.describe());
    }
  }

  private RunReport runJob(
      long fence, boolean live, @Nullable FlowReference reference, JobRun.Settled settled)
      throws Exception {
    Path snapshots = state.snapshots().ofFence(fence);
    Map<String, String> settings = request.settings();
    int parallelism = request.parallelism();
    RunReport report;
    if (cluster == null) {
      Configuration configuration = FlinkSettings.of(settings, parallelism, snapshots, live);
      FlinkSettings.withoutPeriodicCheckpoints(configuration);
      try (LocalCluster local =
          LocalCluster.start(
              FlinkSettings.of(settings, parallelism, snapshots, live), parallelism)) {
        report = runJob(local, configuration, fence, live, reference, settled);
      }
    } else {
      Configuration configuration =
          FlinkSettings.onCluster(cluster, settings, parallelism, snapshots, live);
      cluster.addJars(configuration, request.jars());
      try (SubmittedJob submitted = new SubmittedJob(cluster, state.path())) {
        report = runJob(submitted, configuration, fence, live, reference, settled);
      }
    }
    return report.lasting(elapsed());
  }

  private RunReport runJob(
      Cluster flink,
      Configuration configuration,
      long fence,
      boolean live,
      @Nullable FlowReference reference,
      JobRun.Settled settled)
      throws Exception {
    FlowDefinition definition =
        reference == null
            ? new FlowDefinition(state.flow(), List.of(), List.of())
            : request.flow().definition();
    RunningFlow looked =
        RunningFlow.load(plan(reference, fence, 0, live), definition, request.loader());
    long epoch = state.epoch().raise(looked.fingerprint());
    RunPlan plan = plan(reference, fence, epoch, live);
    ProgressFiles progress = ProgressFiles.of(plan);
    progress.deleteOlder();
    progress.create();
    RunningFlow flow = RunningFlow.register(plan, definition, request.loader());
    try {
      Preparation.openTargets(flow);
      Preparation.retryRejected(flow, state.rejected());
      Optional<Snapshot> snapshot = state.snapshots().newest();
      clean(fence, snapshot);
      try (var unused = stop.shelter()) {
        submit(flink, configuration, flow, snapshot);
      }
      return follow(flink, flow, settled);
    } finally {
      RunningFlow.forget(plan);
      if (!handedOver) {
        progress.delete();
      }
    }
  }

  private void submit(
      Cluster flink, Configuration configuration, RunningFlow flow, Optional<Snapshot> snapshot)
      throws Exception {
    if (snapshot.isPresent()) {
      Snapshot newest = snapshot.get();
      FlinkSettings.restoreFrom(
          configuration, state.snapshots().path(newest), newest.fence() > unended);
    }
    StreamExecutionEnvironment environment = flink.environment(configuration);
    flink.submit(FlowJob.graph(flow.plan(), flow.connectorTypes(), environment), request.jars());
  }

  private RunReport follow(Cluster flink, RunningFlow flow, JobRun.Settled settled)
      throws Exception {
    JobWatch watch = new JobWatch(flow, request.parallelism());
    Checkpoints checkpoints =
        flink instanceof LocalCluster local
            ? new CheckpointsOnDemand(local, flow.fence())
            : new PeriodicCheckpoints(state.snapshots(), flow.plan().fence());
    JobRun job =
        new JobRun(
            flink,
            checkpoints,
            watch,
            state.oftenAskedFence(flow.plan().fence()),
            state,
            request.giveUpAfter(),
            listener,
            begun);
    if (flow.plan().live() && flink instanceof SubmittedJob submitted) {
      return followLive(submitted, job, watch);
    }
    if (flow.plan().live()) {
      stop.alarm(watch.bell()::ring);
      try (var unused = stop.shelter();
          Loading loading = new Loading(flow, state.setup())) {
        return job.live(stop::isStopped, settled, loading::start);
      }
    }
    JobRun.Ended ended = job.update();
    settled.settled(ended.emptied());
    if (!ended.report().incomplete()) {
      Preparation.loaded(flow, state.setup());
    }
    if (ended.snapshotHoldsEverything() && !ended.report().incomplete()) {
      recordDigest(flow, ended);
    }
    return ended.report();
  }

  /** The keeper in the cluster does what is to be done; this only tells of it while it may. */
  private RunReport followLive(SubmittedJob submitted, JobRun job, JobWatch watch)
      throws Exception {
    handedOver = true;
    Objects.requireNonNull(lock).handOver();
    if (Objects.requireNonNull(cluster).isAttached()) {
      stop.alarm(watch.bell()::ring);
      try (var unused = stop.shelter()) {
        return job.live(stop::isStopped, emptied -> {}, () -> {});
      }
    }
    listener.leaving(submitted.id());
    submitted.leave();
    return RunReport.nothing(state.flow());
  }

  /** Only what a restore cannot need any more. */
  private void clean(long fence, Optional<Snapshot> newest) throws IOException {
    state.snapshots().deleteAbandoned(fence);
    long oldest = state.snapshots().all().stream().mapToLong(Snapshot::fence).min().orElse(fence);
    if (newest.isPresent() && oldest == newest.get().fence()) {
      new Spills(state.spill(), oldest).deleteOlder();
    }
  }

  private void recordDigest(RunningFlow flow, JobRun.Ended ended) throws IOException {
    long mine = flow.plan().fence();
    Optional<Snapshot> newest =
        state.snapshots().newest().filter(snapshot -> snapshot.fence() == mine);
    if (newest.isEmpty() || ended.report().unsettled() > 0 || !flow.leavingNothing()) {
      return;
    }
    Map<Integer, ListingSum> listings = new HashMap<>();
    ended
        .digests()
        .forEach(
            (source, hex) ->
                listings.put(
                    flow.sourceId(source),
                    ListingSum.read(new BinaryReader(HexFormat.of().parseHex(hex)))));
    if (!listings.keySet().equals(flow.sourceIds())) {
      return;
    }
    Set<Integer> generations = new HashSet<>();
    flow.targets().forEach(target -> generations.add(target.generation()));
    state.digest().write(new RunDigest(listings, newest.get(), flow.fingerprint(), generations));
  }

  private RunReport drop(long fence) throws Exception {
    FlowDefinition nothing = new FlowDefinition(state.flow(), List.of(), List.of());
    Preparation preparation = new Preparation(nothing, request.loader(), state);
    SetupPlan plan = preparation.plan(false);
    if (!listener.consents(plan.describe())) {
      throw RunFailure.wrong("Nothing was dropped", null);
    }
    Optional<Snapshot> newest = state.snapshots().newest();
    if (newest.isPresent()) {
      state.snapshots().check(newest.get());
    }
    state.digest().delete();
    SetupState setup = preparation.apply(plan);
    JobRun.Settled forget = emptied -> preparation.forgetLeaving(setup, emptied);
    RunReport report = RunReport.nothing(state.flow()).lasting(elapsed());
    if (setup.leavingGenerations().isEmpty()) {
      forget.settled(Set.of());
    } else {
      report = runJob(fence, false, null, forget);
    }
    if (!state.setup().read().targets().isEmpty()) {
      throw RunFailure.failed(
          "Some rows could not be deleted, so the flow is not forgotten; run drop again", null);
    }
    state.reset();
    return report;
  }

  private RunPlan plan(long fence, long epoch, boolean live) {
    return plan(request.flow().reference(), fence, epoch, live);
  }

  private RunPlan plan(@Nullable FlowReference reference, long fence, long epoch, boolean live) {
    return new RunPlan(
        reference,
        state.flow(),
        request.stateRoot().toAbsolutePath().toString(),
        fence,
        epoch,
        live,
        request.confirmRemovals(),
        repairs,
        live ? BatchCommit.MOST_PATIENCE : request.giveUpAfter(),
        request.memoMaxBytes(),
        cluster != null);
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - begun);
  }
}
