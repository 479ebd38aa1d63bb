package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.setup.ListingDigest;
import dev.freshet.engine.setup.ListingSum;
import dev.freshet.engine.setup.RunDigest;
import dev.freshet.engine.setup.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sources, a target, the state that outlives a process, and at most one process at a time. The
 * decisions are those of the engine; what carries them in Flink (channels, keyed state, timers,
 * barriers, the committer) is imitated in one thread, so that every interleaving can be had.
 *
 * <p>The order of steps that a test leaves open is drawn from the random generator it gives.
 */
final class SimulatedFlow {
  private static final SimulatedSnapshot NOTHING = new SimulatedSnapshot(0, 0);

  private final Map<Integer, SimulatedSource> sources = new TreeMap<>();
  private final SimulatedTarget target = new SimulatedTarget();
  private final Random random;
  private final Map<Fingerprint, Mutation> rejected = new LinkedHashMap<>();
  private final List<SimulatedSnapshot> snapshots = new ArrayList<>();
  private long fence;
  private long epoch;
  private @Nullable Fingerprint lastStarted;
  private @Nullable RunDigest digest;
  private int appliedGeneration = 1;
  private int appliedRevision = 1;
  private boolean confirmsRemovals = true;

  private @Nullable SimulatedJob job;
  private SimulatedDefinition definition = SimulatedDefinition.first();

  /**
   * How an update ended.
   *
   * @param startedJob false if the digest showed that nothing had changed
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

  /** The rows of the generation that was declared last. */
  Map<String, String> rows() {
    return target.rows(definition.generation());
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

  /** One whole run: nothing happens outside while it lasts. */
  Ended update(SimulatedDefinition next) {
    if (isUnchanged(next)) {
      return new Ended(false, List.of(), Set.of(), 0, false);
    }
    if (!start(next)) {
      throw new IllegalStateException("The run could not start");
    }
    return finish();
  }

  /** Lets the running process scan once more, catch up, commit and stop. */
  Ended finish() {
    return finish(scan());
  }

  /** Lets the running process commit everything up to this scan, and stop. */
  Ended finish(long scan) {
    settle();
    checkpoint();
    if (!commit()) {
      throw new IllegalStateException("The run could not commit");
    }
    SimulatedJob ending = running();
    if (ending.commits.committedWatermark() < scan) {
      throw new IllegalStateException("The run ends although scan " + scan + " is not committed");
    }
    Ended ended =
        new Ended(
            true,
            ending.items.troubles(),
            ending.rows.conflicts(),
            rejected.size(),
            ending.listings.holds());
    if (ended.exitCode() == 0 && ended.troubles().isEmpty()) {
      digest =
          new RunDigest(
              ending.listings.sums(),
              newest().orElseThrow(),
              definition.fingerprint(),
              Set.of(definition.generation()));
    }
    job = null;
    return ended;
  }

  private boolean isUnchanged(SimulatedDefinition next) {
    RunDigest recorded = digest;
    return recorded != null
        && recorded.flow().equals(next.fingerprint())
        && recorded.generations().equals(Set.of(next.generation()))
        && Optional.of(recorded.snapshot()).equals(newest())
        && recorded.listings().equals(list(next));
  }

  private Map<Integer, ListingSum> list(SimulatedDefinition next) {
    Map<Integer, ListingSum> sums = new HashMap<>();
    for (int source : next.sources()) {
      ListingDigest sum = new ListingDigest(source);
      source(source).items().forEach((key, item) -> sum.add(key, item.version()));
      sums.put(source, sum.sum());
    }
    return sums;
  }

  private Optional<Snapshot> newest() {
    return snapshots.stream()
        .map(taken -> new Snapshot(taken.fence, taken.checkpoint, "chk-" + taken.checkpoint))
        .max(Comparator.naturalOrder());
  }

  /**
   * Starts a process from the newest snapshot. Returns false if it died before it did anything but
   * commit.
   */
  boolean start(SimulatedDefinition next) {
    return start(next, newestSnapshot());
  }

  private SimulatedSnapshot newestSnapshot() {
    return snapshots.isEmpty() ? NOTHING : snapshots.get(snapshots.size() - 1);
  }

  /** Starts from an older snapshot, which no run may do. */
  boolean startFrom(int snapshot, SimulatedDefinition next) {
    return start(next, snapshots.get(snapshot));
  }

  private boolean start(SimulatedDefinition next, SimulatedSnapshot from) {
    if (job != null) {
      throw new IllegalStateException("There is a process already");
    }
    definition = next;
    fence++;
    digest = null;
    applySetup();
    if (!next.fingerprint().equals(lastStarted)) {
      lastStarted = next.fingerprint();
      epoch++;
    }
    next.sources().forEach(this::source);
    return run(true, from);
  }

  /** A failure within a run: the same run goes on from the newest snapshot, as Flink does it. */
  boolean restart() {
    job = null;
    return run(false, newestSnapshot());
  }

  private boolean run(boolean firstOfRun, SimulatedSnapshot from) {
    return survives(
        () ->
            job =
                new SimulatedJob(
                    definition,
                    sources,
                    target,
                    rejected,
                    fence,
                    epoch,
                    confirmsRemovals,
                    firstOfRun,
                    from));
  }

  private void applySetup() {
    if (definition.generation() > appliedGeneration) {
      target.rows(appliedGeneration).clear();
    } else if (definition.revision() > appliedRevision) {
      target.spoil(appliedGeneration);
    }
    appliedGeneration = definition.generation();
    appliedRevision = definition.revision();
  }

  boolean isRunning() {
    return job != null;
  }

  /** The process is gone, with everything that no complete checkpoint holds. */
  void crash() {
    job = null;
  }

  private SimulatedJob running() {
    return Objects.requireNonNull(job, "no process is running");
  }

  private interface Action {
    void run() throws Exception;
  }

  private boolean survives(Action action) {
    try {
      action.run();
      return true;
    } catch (Exception | SimulatedTarget.Crash e) {
      job = null;
      return false;
    }
  }

  /** Takes a complete listing of every source. Returns the highest number of a scan. */
  long scan() {
    long last = 0;
    for (int source : definition.sources()) {
      last = Math.max(last, running().listings.scan(source));
    }
    return last;
  }

  void failScan(int source) {
    running().listings.failScan(source);
  }

  /** A watch of the source reports this item. */
  void touch(int source, String key) {
    running().listings.touch(source, key);
  }

  /** Takes one step of this kind; returns whether there was one to take. */
  boolean step(SimulatedJob.Step step) {
    try {
      return running().step(step, random);
    } catch (Exception e) {
      throw new IllegalStateException("The process failed at " + step, e);
    }
  }

  /** Takes steps of these kinds, in any order, until there is none. */
  void run(SimulatedJob.Step... steps) {
    List<SimulatedJob.Step> left = new ArrayList<>(List.of(steps));
    while (!left.isEmpty()) {
      SimulatedJob.Step step = left.get(random.nextInt(left.size()));
      if (step(step)) {
        left = new ArrayList<>(List.of(steps));
      } else {
        left.remove(step);
      }
    }
  }

  /** Until nothing is left to do. */
  void settle() {
    run(SimulatedJob.Step.values());
  }

  /** Until every item of the listings that were taken waits to be read, or was skipped. */
  void settleUntilReads() {
    run(
        SimulatedJob.Step.EMIT,
        SimulatedJob.Step.SHARD,
        SimulatedJob.Step.ITEM,
        SimulatedJob.Step.ROW,
        SimulatedJob.Step.MUTATION);
  }

  /** Takes a checkpoint; calls in flight stay in flight. */
  void checkpoint() {
    beginCheckpoint();
    while (!checkpointCompletes()) {
      step(SimulatedJob.Step.SHARD);
      step(SimulatedJob.Step.ITEM);
      step(SimulatedJob.Step.ROW);
      step(SimulatedJob.Step.MUTATION);
    }
  }

  void beginCheckpoint() {
    running().beginCheckpoint();
  }

  /** Keeps the checkpoint that was begun, if its barrier has come through. */
  boolean checkpointCompletes() {
    SimulatedSnapshot completed = running().completedCheckpoint();
    if (completed != null) {
      snapshots.add(completed);
    }
    return completed != null;
  }

  /** Applies what the newest checkpoint holds. Returns false if the process died of it. */
  boolean commit() {
    if (snapshots.isEmpty() || snapshots.get(snapshots.size() - 1).fence != fence) {
      return true;
    }
    long upTo = snapshots.get(snapshots.size() - 1).checkpoint;
    return survives(() -> running().commits.commit(upTo));
  }

  /** How many looks wait for their item to be read. */
  int reads() {
    return running().items.reads();
  }

  int snapshots() {
    return snapshots.size();
  }

  SimulatedJob job() {
    return running();
  }

  /**
   * The rows of a rebuild into an empty target.
   *
   * @param conflicts keys for which items declare different values, so that either may stand; no
   *     value is given for them
   */
  record Rebuilt(Map<String, String> rows, Map<String, Set<String>> conflicts) {}

  Rebuilt rebuild() {
    Map<String, String> rows = new TreeMap<>();
    Map<String, Set<String>> values = new TreeMap<>();
    for (int source : new TreeSet<>(definition.sources())) {
      for (SimulatedSource.Item item : source(source).items().values()) {
        definition
            .rows(item.content())
            .forEach(
                (row, value) -> {
                  rows.putIfAbsent(row, value);
                  values.computeIfAbsent(row, missing -> new TreeSet<>()).add(value);
                });
      }
    }
    if (definition.shared()) {
      return new Rebuilt(rows, Map.of());
    }
    values.values().removeIf(all -> all.size() == 1);
    rows.keySet().removeAll(values.keySet());
    return new Rebuilt(rows, values);
  }
}
