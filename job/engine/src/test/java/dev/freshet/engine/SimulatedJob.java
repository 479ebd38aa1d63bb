package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.row.Fence;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One process that runs the flow, in one thread: every step is taken when a test says so. */
final class SimulatedJob {
  private final SimulatedChannel<ShardMessage> toShards = new SimulatedChannel<>();
  private final SimulatedChannel<ItemChange> toItems = new SimulatedChannel<>();
  private final SimulatedChannel<RowClaim> toRows = new SimulatedChannel<>();
  private final List<SimulatedChannel<Mutation>> toCommits = new ArrayList<>();
  final SimulatedListings listings;
  final SimulatedShards shards;
  final SimulatedItems items;
  final SimulatedRows rows;
  private final List<SimulatedCommits> commits = new ArrayList<>();
  final SimulatedRun run;
  private @Nullable SimulatedSnapshot inProgress;

  /** One kind of step. */
  enum Step {
    EMIT,
    SHARD,
    ITEM,
    READ,
    ANSWER,
    ROW,
    MUTATION
  }

  /** What outlives the process. */
  record World(
      Map<Integer, SimulatedSource> sources,
      SimulatedTarget target,
      Map<Fingerprint, Mutation> rejected,
      SimulatedMemos memos,
      SimulatedFaults faults) {}

  SimulatedJob(SimulatedRun run, World world, Fence fence, SimulatedSnapshot from)
      throws Exception {
    this.run = run;
    world.faults().pass(Point.RESTORED);
    for (int subtask = 0; subtask < run.parallelism(); subtask++) {
      toCommits.add(new SimulatedChannel<>());
      commits.add(new SimulatedCommits(run, world, fence, from, statesOf(subtask, from)));
    }
    for (SimulatedCommits each : commits) {
      each.commit(Long.MAX_VALUE);
      world.faults().pass(Point.PENDING_COMMITTED);
    }
    this.listings = new SimulatedListings(run, world.sources(), world.faults(), from, toShards);
    this.shards = new SimulatedShards(run.epoch(), from, toItems);
    this.items = new SimulatedItems(run, world, from, toRows);
    this.rows = new SimulatedRows(run, from, toCommits);
  }

  /** Before anything else of a run. */
  static void retryRejected(SimulatedRun run, World world, Fence fence) throws Exception {
    new SimulatedCommits(run, world, fence, new SimulatedSnapshot(0, 0), List.of()).retryRejected();
  }

  /** The state of one subtask is one element, whole wherever it goes when the job is rescaled. */
  private List<List<byte[]>> statesOf(int subtask, SimulatedSnapshot from) {
    List<List<byte[]>> states = new ArrayList<>();
    for (int i = subtask; i < from.batches.size(); i += run.parallelism()) {
      states.add(from.batches.get(i));
    }
    return states;
  }

  /** Returns whether there was anything to do. */
  boolean step(Step step, Random random) throws Exception {
    return switch (step) {
      case EMIT -> listings.emit();
      case SHARD -> toShards.deliver(shards);
      case ITEM -> toItems.deliver(items);
      case ROW -> toRows.deliver(rows);
      case MUTATION -> deliverMutation(random.nextInt(commits.size()));
      case READ -> {
        int waiting = items.reads();
        if (waiting > 0) {
          items.read(random.nextInt(waiting));
        }
        yield waiting > 0;
      }
      case ANSWER -> {
        int waiting = items.answers();
        if (waiting > 0) {
          items.answer(random.nextInt(waiting));
        }
        yield waiting > 0;
      }
    };
  }

  private boolean deliverMutation(int first) throws Exception {
    for (int i = 0; i < commits.size(); i++) {
      int subtask = (first + i) % commits.size();
      if (toCommits.get(subtask).deliver(commits.get(subtask))) {
        return true;
      }
    }
    return false;
  }

  boolean isCheckpointing() {
    return inProgress != null;
  }

  /** A barrier sets out, unless one is under way. */
  void beginCheckpoint(long checkpoint) {
    if (inProgress == null) {
      inProgress = new SimulatedSnapshot(run.fence(), checkpoint);
      listings.barrier(inProgress);
    }
  }

  /** The snapshot, once, if its barrier has arrived everywhere. */
  @Nullable
  SimulatedSnapshot completedCheckpoint() {
    SimulatedSnapshot completed = inProgress;
    if (completed == null || completed.batches.size() < commits.size()) {
      return null;
    }
    inProgress = null;
    return completed;
  }

  void commit(long upTo, Random random) throws Exception {
    int first = random.nextInt(commits.size());
    for (int i = 0; i < commits.size(); i++) {
      commits.get((first + i) % commits.size()).commit(upTo);
    }
  }

  /** Every scan up to this number is in the target. */
  long committedWatermark() {
    return commits.stream().mapToLong(SimulatedCommits::committedWatermark).min().orElse(0);
  }
}
