package dev.freshet.engine;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import java.util.Map;
import java.util.Random;

/** One process that runs the flow, in one thread: every step is taken when a test says so. */
final class SimulatedJob {
  private final SimulatedChannel<ShardMessage> toShards = new SimulatedChannel<>();
  private final SimulatedChannel<ItemChange> toItems = new SimulatedChannel<>();
  private final SimulatedChannel<RowClaim> toRows = new SimulatedChannel<>();
  private final SimulatedChannel<Mutation> toCommits = new SimulatedChannel<>();
  final SimulatedListings listings;
  final SimulatedShards shards;
  final SimulatedItems items;
  final SimulatedRows rows;
  final SimulatedCommits commits;
  private final long fence;
  private long checkpoint;
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

  SimulatedJob(
      SimulatedDefinition definition,
      Map<Integer, SimulatedSource> sources,
      SimulatedTarget target,
      Map<Fingerprint, Mutation> rejected,
      long fence,
      long epoch,
      boolean confirmRemovals,
      boolean firstOfRun,
      SimulatedSnapshot from)
      throws Exception {
    this.fence = fence;
    this.checkpoint = from.checkpoint;
    this.commits = new SimulatedCommits(definition, target, from, rejected);
    if (firstOfRun) {
      commits.retryRejected(definition.generation());
    }
    commits.commit(Long.MAX_VALUE);
    this.listings =
        new SimulatedListings(definition, sources, confirmRemovals, fence, from, toShards);
    this.shards = new SimulatedShards(epoch, from, toItems);
    this.items = new SimulatedItems(definition, sources, from, toRows);
    this.rows = new SimulatedRows(definition, from, toCommits);
  }

  /** Returns whether there was anything to do. */
  boolean step(Step step, Random random) throws Exception {
    return switch (step) {
      case EMIT -> listings.emit();
      case SHARD -> toShards.deliver(shards);
      case ITEM -> toItems.deliver(items);
      case ROW -> toRows.deliver(rows);
      case MUTATION -> toCommits.deliver(commits);
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

  /** A barrier sets out, unless one is under way. */
  void beginCheckpoint() {
    if (inProgress == null) {
      checkpoint++;
      inProgress = new SimulatedSnapshot(fence, checkpoint);
      listings.barrier(inProgress);
    }
  }

  /** The snapshot, once, if its barrier has arrived. */
  @Nullable
  SimulatedSnapshot completedCheckpoint() {
    SimulatedSnapshot completed = inProgress;
    if (completed == null || completed.batches.isEmpty()) {
      return null;
    }
    inProgress = null;
    return completed;
  }
}
