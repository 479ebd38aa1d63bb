package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Everything a flow remembers outside its targets, by default under {@code .freshet/FLOW}. Reading
 * creates nothing; only the process that holds the lock may write. Through an instance that took
 * the lock, setup, epoch and digest are no longer written once another process has taken it over.
 *
 * <pre>
 * lock/N          who holds the flow, or held it last; N is the fence number
 * setup.json      what was set up
 * epoch           how often the flow changed
 * digest          the state in which nothing was left to do
 * snapshots/N/    checkpoints and savepoints of the run with fence number N
 * spill/          large batches that a checkpoint only names
 * rejected/       rows that targets refused
 * verify/         what a verification found, while it lasts
 * failures/       what failed and when, in lines of JSON
 * progress/       what workers report while they run
 * last-run.json   how the last run ended
 * </pre>
 */
public final class StateDirectory {
  private static final String MEMOS = "memos";
  private static final String LOCK = "lock";
  private static final String SETUP = "setup.json";
  private static final String EPOCH = "epoch";
  private static final String SNAPSHOTS = "snapshots";

  private final Path root;
  private final String flow;
  private final Path directory;
  private volatile @Nullable Fence held;

  /** Whether the run that writes still owns the flow. */
  @FunctionalInterface
  interface Owned {
    /**
     * @throws FencedException if another run has taken it over
     */
    void check() throws IOException;
  }

  private StateDirectory(Path root, String flow) {
    this.root = root;
    this.flow = flow;
    this.directory = root.resolve(flow);
  }

  /**
   * @param root where the state of all flows is
   * @throws StateException if the flow's name cannot name a directory
   */
  public static StateDirectory of(Path root, String flow) throws StateException {
    if (!flow.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}") || flow.equals(MEMOS)) {
      throw new StateException(
          "The name of a flow names its state: expected letters, digits, '-', '_' and '.', at most"
              + " 100, and not "
              + MEMOS
              + "; found '"
              + flow
              + "'.");
    }
    return new StateDirectory(root, flow);
  }

  /** The names of the flows that have state here, in order. */
  public static List<String> flows(Path root) throws IOException {
    List<String> flows = new ArrayList<>();
    for (String name : StateFiles.names(root)) {
      if (StateFiles.exists(root.resolve(name).resolve(SETUP))) {
        flows.add(name);
      }
    }
    return flows.stream().sorted().toList();
  }

  /**
   * Shared by all flows: memos are known by what they compute. They are a cache in files of this
   * machine: of a root elsewhere, where flows that run here have their state by default.
   */
  public static Path memos(Path root) {
    return (StateRoot.isLocal(root) ? root : Path.of(".freshet")).resolve(MEMOS);
  }

  public String flow() {
    return flow;
  }

  public Path path() {
    return directory;
  }

  public Path spill() {
    return directory.resolve("spill");
  }

  public Path progress() {
    return directory.resolve("progress");
  }

  /** Whether a run ever set the flow up. */
  public boolean exists() throws IOException {
    return StateFiles.exists(directory.resolve(SETUP));
  }

  /**
   * Takes the flow for this process. Waits for the length of a lease (15 s) if it cannot be seen
   * from here whether the last holder still lives.
   *
   * @param runs what this process is about to do, {@code update} or {@code live}
   * @throws LockedException if another process holds it
   */
  public RunLock lock(String runs) throws IOException {
    return lock(ProcessIdentity.current(), runs);
  }

  /** As {@link #lock}, for a run that a cluster goes on with when this process has ended. */
  public RunLock lockForCluster(String runs) throws IOException {
    return lock(ProcessIdentity.current().onCluster(), runs);
  }

  private RunLock lock(ProcessIdentity self, String runs) throws IOException {
    RunLock lock =
        locks(self, Lease.DEFAULT).acquire(runs, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    held = lock.fence();
    StateFiles.deleteTemporaries(directory);
    return lock;
  }

  /**
   * Goes on with a run that another process took the lock for.
   *
   * @throws FencedException if a newer run took the flow over
   */
  public RunLock keep(long number) throws IOException {
    RunLock lock = locks(ProcessIdentity.current(), Lease.DEFAULT).keep(number);
    held = lock.fence();
    return lock;
  }

  /** Something that changes whenever the holder of this run's lock shows that it lives. */
  public long signOfLife(long number) throws IOException {
    return locks(ProcessIdentity.current(), Lease.DEFAULT).signOfLife(number);
  }

  /**
   * The right of the run that has its snapshots there to complete another one.
   *
   * @param snapshotsOfFence {@code FLOW/snapshots/N}
   */
  public static Fence fenceOf(Path snapshotsOfFence) {
    Path flow = StateFiles.parent(StateFiles.parent(snapshotsOfFence));
    long number = Long.parseLong(String.valueOf(snapshotsOfFence.getFileName()));
    return new FileFence(String.valueOf(flow.getFileName()), flow.resolve(LOCK), number);
  }

  private void checkHeld() throws IOException {
    Fence fence = held;
    if (fence != null) {
      fence.check();
    }
  }

  /** As {@link #fence}, for looks between small steps: in a place, one look serves for a second. */
  public Fence oftenAskedFence(long number) {
    Fence fence = fence(number);
    return StateRoot.isLocal(directory) ? fence : new RecentFence(fence, System::nanoTime);
  }

  /** For a worker in another process, that was told the number of the run it belongs to. */
  public Fence fence(long number) {
    return new FileFence(flow, directory.resolve(LOCK), number);
  }

  public SetupFile setup() {
    return new SetupFile(directory.resolve(SETUP), this::checkHeld);
  }

  public DigestFile digest() {
    return new DigestFile(directory.resolve("digest"), this::checkHeld);
  }

  public LogicEpoch epoch() {
    return new LogicEpoch(directory.resolve(EPOCH), this::checkHeld);
  }

  public Snapshots snapshots() {
    return new Snapshots(directory.resolve(SNAPSHOTS));
  }

  /** Reads the index of what is there. */
  public RejectedRows rejected() throws IOException {
    return RejectedRows.open(directory.resolve("rejected"), this::checkHeld);
  }

  /** For a worker: changes nothing once the run that it belongs to was taken over. */
  public RejectedRows rejected(Fence ofRun) throws IOException {
    return RejectedRows.open(directory.resolve("rejected"), ofRun::check);
  }

  public FailureLog failures() {
    return new FailureLog(directory.resolve("failures"));
  }

  public LastRunFile lastRun() {
    return new LastRunFile(directory.resolve("last-run.json"), this::checkHeld);
  }

  /**
   * Reads the snapshot that a run is about to restore from, and looks for what must be beside it.
   *
   * @param newest of all snapshots; null if there is none
   * @throws StateException if it is damaged, or anything is missing without which it would lead to
   *     wrong rows
   */
  public void check(@Nullable Snapshot newest) throws IOException {
    Snapshot left = leftByLastRun();
    if (left != null && (newest == null || newest.compareTo(left) < 0)) {
      throw missing("snapshot that the last run left", snapshots().path(left));
    }
    if (newest == null) {
      return;
    }
    for (String name : List.of(SETUP, EPOCH)) {
      if (!StateFiles.exists(directory.resolve(name))) {
        throw missing("file that is written before the first snapshot", directory.resolve(name));
      }
    }
    snapshots().check(newest);
  }

  /** Null where that is not known: the record of the last run may be deleted at any time. */
  private @Nullable Snapshot leftByLastRun() throws IOException {
    try {
      return lastRun().read().map(LastRun::snapshot).orElse(null);
    } catch (StateException damaged) {
      return null;
    }
  }

  private static StateException missing(String what, Path file) {
    return new StateException(
        "The %s, %s, is not there: %s.".formatted(what, file, Unreadable.RESTORE));
  }

  /**
   * Forgets everything but the fence number, which must go on rising in case a process of an
   * earlier run still lives. To be called by the holder of the lock.
   *
   * <p>The snapshots go first and the setup last: without snapshots the rest is merely old, so an
   * interruption leaves a flow that can be reset again.
   */
  public void reset() throws IOException {
    checkHeld();
    StateFiles.delete(directory.resolve("digest"));
    StateFiles.deleteTree(directory.resolve(SNAPSHOTS));
    for (String name : StateFiles.names(directory)) {
      if (!Set.of(LOCK, SETUP).contains(name)) {
        StateFiles.deleteTree(directory.resolve(name));
      }
    }
    StateFiles.delete(directory.resolve(SETUP));
  }

  LockDirectory locks(ProcessIdentity self, Lease lease) {
    return new LockDirectory(flow, directory.resolve(LOCK), self, lease, System::nanoTime);
  }
}
