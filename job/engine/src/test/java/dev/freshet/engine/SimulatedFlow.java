package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.SimulatedJob.Step;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.setup.ListingDigest;
import dev.freshet.engine.setup.ListingSum;
import dev.freshet.engine.setup.RunDigest;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Sources, targets, the state that outlives a process, and at most one process at a time. The
 * decisions are those of the engine; what carries them in Flink (channels, keyed state, timers,
 * barriers, the committer) is imitated in one thread, so that every interleaving can be had.
 *
 * <p>The order of steps that a test leaves open is drawn from the random generator it gives.
 */
final class SimulatedFlow {
  private static final int MOST_RESTARTS = 4;

  private final SimulatedFaults faults = new SimulatedFaults();
  private final Map<Integer, SimulatedSource> sources = new TreeMap<>();
  private final SimulatedTarget target = new SimulatedTarget(faults);
  private final SimulatedMemos memos = new SimulatedMemos(faults);
  private final SimulatedState state = new SimulatedState(faults);
  private Random random;
  private int parallelism = 1;
  private boolean confirmsRemovals = true;
  private SimulatedDefinition definition = SimulatedDefinition.first();
  private @Nullable Process process;

  /** A process within a run, which may restart its job. */
  private static final class Process {
    final SimulatedRun run;

    /** The newest snapshot that this process knows to be complete. */
    SimulatedSnapshot known;

    long lastCheckpoint;
    @Nullable SimulatedJob job;

    Process(SimulatedRun run, SimulatedSnapshot from) {
      this.run = run;
      known = from;
      lastCheckpoint = from.checkpoint;
    }
  }

  /**
   * How an update ended.
   *
   * @param startedJob false if the digest showed that nothing had changed
   * @param conflicts as target/key
   */
  record Ended(
      boolean startedJob,
      List<Trouble> troubles,
      Set<String> conflicts,
      int rejected,
      boolean holdsRemovals) {
    boolean failed() {
      return troubles.stream().anyMatch(Trouble::failed);
    }

    int exitCode() {
      return failed() || !conflicts.isEmpty() || rejected > 0 || holdsRemovals ? 3 : 0;
    }
  }

  SimulatedFlow(Random random) {
    this.random = random;
    target.use(random);
  }

  /** From now on what is left open is drawn from this one. */
  void use(Random other) {
    random = other;
    target.use(other);
  }

  SimulatedSource source() {
    return source(1);
  }

  SimulatedSource source(int id) {
    return sources.computeIfAbsent(id, missing -> new SimulatedSource());
  }

  SimulatedTarget target() {
    return target;
  }

  SimulatedFaults faults() {
    return faults;
  }

  SimulatedMemos memos() {
    return memos;
  }

  /** What the first target holds. */
  Map<String, String> rows() {
    return target.rows(definition.pages());
  }

  SimulatedDefinition definition() {
    return definition;
  }

  /** From now on removals of most of a source are held. */
  void guardRemovals() {
    confirmsRemovals = false;
  }

  void confirmRemovals() {
    confirmsRemovals = true;
  }

  /** The next run writes and commits in as many subtasks. */
  void rescale(int newParallelism) {
    parallelism = newParallelism;
  }

  /** One whole run, during which nothing happens outside. */
  Ended update(SimulatedDefinition next) {
    return attempt(next)
        .orElseThrow(() -> new IllegalStateException("The run did not come to its end"));
  }

  /** One whole run that writes every row again. */
  Ended updateFully(SimulatedDefinition next) {
    state.writeAllRowsAgain();
    return update(next);
  }

  /** One whole run; empty if a fault ended it. */
  Optional<Ended> attempt(SimulatedDefinition next) {
    definition = next;
    if (isUnchanged(next)) {
      return Optional.of(new Ended(false, List.of(), Set.of(), 0, false));
    }
    return result(
        () -> {
          long fence = state.lock();
          while (true) {
            boolean waiting = prepare(next, fence);
            Ended ended = driveToEnd();
            if (!waiting || !state.plan(next).changes(state.setup())) {
              return ended;
            }
          }
        });
  }

  private Ended driveToEnd() throws Exception {
    for (int restarts = 0; true; restarts++) {
      try {
        connect();
        long scan = list();
        wander();
        return end(scan);
      } catch (RunFailed e) {
        throw e;
      } catch (Exception e) {
        state.checkFence(running().run.fence());
        if (restarts == MOST_RESTARTS) {
          throw e;
        }
      }
    }
  }

  /** What no restart of the job puts right. */
  private static final class RunFailed extends Exception {
    private static final long serialVersionUID = 1L;

    RunFailed(Exception cause) {
      super(cause);
    }
  }

  private long list() throws RunFailed {
    try {
      return scan();
    } catch (UncheckedIOException e) {
      throw new RunFailed(e.getCause());
    }
  }

  /** Takes steps in any order, with checkpoints among them. */
  private void wander() throws Exception {
    for (int left = random.nextInt(60); left > 0; left--) {
      int choice = random.nextInt(20);
      if (choice == 0) {
        beginCheckpointOrFail();
      } else if (choice == 1 && keepCompletedCheckpoint()) {
        commitNewest();
      } else {
        job().step(Step.values()[random.nextInt(Step.values().length)], random);
      }
    }
  }

  /** Lets the running process scan once more, catch up, commit and stop. */
  Ended finish() {
    return finish(scan());
  }

  /** Lets the running process commit everything up to this scan, and stop. */
  Ended finish(long scan) {
    return result(() -> end(scan))
        .orElseThrow(() -> new IllegalStateException("The run did not come to its end"));
  }

  private Ended end(long scan) throws Exception {
    settleOrFail();
    if (job().isCheckpointing()) {
      completeCheckpoint();
    }
    completeCheckpoint();
    commitNewest();
    SimulatedJob ending = job();
    SimulatedRun run = ending.run;
    if (ending.committedWatermark() < scan) {
      throw new AssertionError("The run ends although scan " + scan + " is not committed");
    }
    Ended ended =
        new Ended(
            true,
            ending.items.troubles(),
            ending.rows.conflicts(),
            state.rejected.size(),
            ending.listings.holds());
    SimulatedSnapshot last = running().known;
    try {
      state.forget(run.fence(), run.setup().leavingSources(), emptied(ending), target);
      boolean leavesNothing =
          run.setup().leavingGenerations().isEmpty() && run.setup().leavingSources().isEmpty();
      if (ended.exitCode() == 0 && ended.troubles().isEmpty() && leavesNothing) {
        state.writeDigest(run.fence(), digest(ending, last));
      }
    } catch (Exception e) {
      throw new RunFailed(e);
    }
    process = null;
    return ended;
  }

  private static RunDigest digest(SimulatedJob ending, SimulatedSnapshot last) {
    return new RunDigest(
        ending.listings.sums(),
        SimulatedState.named(last),
        ending.run.fingerprint(),
        ending.run.setup().liveGenerations());
  }

  private Set<Integer> emptied(SimulatedJob ending) {
    return ending.run.setup().leavingGenerations().stream()
        .filter(generation -> ending.rows.remembered(generation) == 0)
        .filter(
            generation ->
                state.rejected.values().stream().noneMatch(row -> row.generation() == generation))
        .collect(Collectors.toSet());
  }

  private boolean isUnchanged(SimulatedDefinition next) {
    try {
      RunDigest recorded = state.digest();
      SimulatedRun looked = run(next, state.setup(), 0, 0);
      return recorded != null
          && next.sources().stream().noneMatch(source -> source(source).isFollowed())
          && !state.plan(next).changes(state.setup())
          && recorded.flow().equals(looked.fingerprint())
          && recorded.generations().equals(state.setup().liveGenerations())
          && Optional.of(recorded.snapshot()).equals(state.newestSnapshot())
          && recorded.listings().equals(sums(looked));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<Integer, ListingSum> sums(SimulatedRun looked) {
    Map<Integer, ListingSum> sums = new HashMap<>();
    for (int source : looked.sourceIds()) {
      ListingDigest sum = new ListingDigest(source);
      source(looked.sourceOf(source)).items().forEach((key, item) -> sum.add(key, item.version()));
      sums.put(source, sum.sum());
    }
    return sums;
  }

  private SimulatedRun run(SimulatedDefinition next, SetupState setup, long fence, long epoch) {
    return new SimulatedRun(next, setup, fence, epoch, parallelism, confirmsRemovals);
  }

  /**
   * Starts a process from the newest snapshot. Returns false if it died before it did anything but
   * commit.
   */
  boolean start(SimulatedDefinition next) {
    return result(
            () -> {
              prepare(next, state.lock());
              connect();
              return true;
            })
        .isPresent();
  }

  /** Starts from an older snapshot, which no run may do. */
  boolean startFrom(int snapshot, SimulatedDefinition next) {
    return result(
            () -> {
              prepare(next, state.lock());
              running().known = state.snapshots.get(snapshot);
              connect();
              return true;
            })
        .isPresent();
  }

  /** Everything before the job. Returns whether a target waits for rows of an earlier one. */
  private boolean prepare(SimulatedDefinition next, long fence) throws Exception {
    if (process != null) {
      throw new IllegalStateException("There is a process already");
    }
    definition = next;
    next.sources().forEach(this::source);
    SetupPlan plan = state.plan(next);
    state.deleteDigest();
    SetupState setup = state.apply(fence, plan, target);
    long epoch = state.raiseEpoch(run(next, setup, fence, 0).fingerprint());
    SimulatedRun run = run(next, setup, fence, epoch);
    SimulatedJob.retryRejected(run, world(), () -> state.checkFence(fence));
    process = new Process(run, state.newest());
    return !plan.waiting().isEmpty();
  }

  private SimulatedJob.World world() {
    return new SimulatedJob.World(sources, target, state.rejected, memos, faults);
  }

  /** A failure within a run: the same run goes on from the newest snapshot it knows of. */
  boolean restart() {
    return result(
            () -> {
              connect();
              return true;
            })
        .isPresent();
  }

  private void connect() throws Exception {
    Process connecting = running();
    long fence = connecting.run.fence();
    connecting.job =
        new SimulatedJob(connecting.run, world(), () -> state.checkFence(fence), connecting.known);
  }

  boolean isRunning() {
    return process != null;
  }

  /** The process is gone, with everything that no complete checkpoint holds. */
  void crash() {
    process = null;
  }

  /** The process stops; another one runs to its end or dies; the first is there again. */
  void takeOver(SimulatedDefinition next) {
    Process stopped = process;
    SimulatedDefinition before = definition;
    process = null;
    attempt(next);
    process = stopped;
    definition = before;
  }

  private Process running() {
    return Objects.requireNonNull(process, "no process is running");
  }

  SimulatedJob job() {
    return Objects.requireNonNull(running().job, "the job has not started");
  }

  private interface Body<T> {
    T run() throws Exception;
  }

  /** Empty if the process died of an exception or at once. */
  private <T> Optional<T> result(Body<T> body) {
    try {
      return Optional.of(body.run());
    } catch (Exception | SimulatedFaults.Crash e) {
      process = null;
      return Optional.empty();
    }
  }

  /** Takes a complete listing of every source. Returns the highest number of a scan. */
  long scan() {
    long last = 0;
    for (int source : job().run.sourceIds()) {
      try {
        last = Math.max(last, job().listings.scan(source));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return last;
  }

  void failScan(int source) {
    job().listings.failScan(job().run.idOf(source));
  }

  /** A watch of the source reports this item. */
  void touch(int source, String key) {
    job().listings.touch(job().run.idOf(source), key);
  }

  /** So much of the source's log is read, if it is followed. */
  void follow(int source, int most) {
    var unused = job().listings.follow(job().run.idOf(source), most);
  }

  /** Takes one step of this kind; returns whether there was one to take. */
  boolean step(Step step) {
    try {
      return job().step(step, random);
    } catch (Exception e) {
      throw new IllegalStateException("The process failed at " + step, e);
    }
  }

  /** Takes steps of these kinds, in any order, until there is none. */
  void run(Step... steps) {
    try {
      runOrFail(steps);
    } catch (Exception e) {
      throw new IllegalStateException("The process failed", e);
    }
  }

  private void runOrFail(Step... steps) throws Exception {
    List<Step> left = new ArrayList<>(List.of(steps));
    while (!left.isEmpty()) {
      Step step = left.get(random.nextInt(left.size()));
      if (job().step(step, random)) {
        left = new ArrayList<>(List.of(steps));
      } else {
        left.remove(step);
      }
    }
  }

  /** Until nothing is left to do. */
  void settle() {
    run(Step.values());
  }

  private void settleOrFail() throws Exception {
    runOrFail(Step.values());
  }

  /** Until every item of the listings that were taken waits to be read, or was skipped. */
  void settleUntilReads() {
    run(Step.EMIT, Step.SHARD, Step.ITEM, Step.ROW, Step.MUTATION);
  }

  /** Takes a checkpoint; calls in flight stay in flight. */
  void checkpoint() {
    try {
      completeCheckpoint();
    } catch (Exception e) {
      throw new IllegalStateException("The process failed", e);
    }
  }

  private void completeCheckpoint() throws Exception {
    beginCheckpointOrFail();
    while (!keepCompletedCheckpoint()) {
      for (Step step : List.of(Step.SHARD, Step.ITEM, Step.ROW, Step.MUTATION)) {
        job().step(step, random);
      }
    }
  }

  void beginCheckpoint() {
    try {
      beginCheckpointOrFail();
    } catch (Exception e) {
      throw new IllegalStateException("The process failed", e);
    }
  }

  private void beginCheckpointOrFail() throws Exception {
    if (!job().isCheckpointing()) {
      faults.pass(Point.SNAPSHOT_BEGUN);
      running().lastCheckpoint++;
      job().beginCheckpoint(running().lastCheckpoint);
    }
  }

  /** Keeps the checkpoint that was begun, if its barrier has come through. */
  boolean checkpointCompletes() {
    try {
      return keepCompletedCheckpoint();
    } catch (Exception e) {
      throw new IllegalStateException("The process failed", e);
    }
  }

  private boolean keepCompletedCheckpoint() throws Exception {
    SimulatedSnapshot completed = job().completedCheckpoint();
    if (completed == null) {
      return false;
    }
    faults.around(Point.SNAPSHOT_COMPLETE, () -> state.snapshots.add(completed));
    running().known = completed;
    faults.pass(Point.SNAPSHOT_NOTIFIED);
    if (random.nextInt(3) > 0) {
      job().listings.completed(completed);
    }
    return true;
  }

  /** Applies what the newest checkpoint holds. Returns false if the process died of it. */
  boolean commit() {
    return result(
            () -> {
              commitNewest();
              return true;
            })
        .isPresent();
  }

  private void commitNewest() throws Exception {
    SimulatedSnapshot newest = running().known;
    if (newest.fence == running().run.fence()) {
      job().commit(newest.checkpoint, random);
    }
  }

  /** How many looks wait for their item to be read. */
  int reads() {
    return job().items.reads();
  }

  int snapshots() {
    return state.snapshots.size();
  }

  /** What a rebuild of the flow as it was declared last would hold. */
  SimulatedRebuild rebuild() {
    return SimulatedRebuild.of(definition, sources);
  }
}
