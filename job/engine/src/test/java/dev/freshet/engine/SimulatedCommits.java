package dev.freshet.engine;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.MutationBatch;
import dev.freshet.engine.row.PendingMutations;
import dev.freshet.engine.row.Rejection;
import dev.freshet.engine.row.Spills;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writer and committer: collects mutations, and applies them after their checkpoint completed. */
final class SimulatedCommits implements SimulatedChannel.Stage<Mutation> {
  private final PendingMutations pending;
  private final Spills spills;
  private final BatchCommit commit;
  private final Map<Fingerprint, Mutation> rejected;
  private final List<MutationBatch> uncommitted = new ArrayList<>();
  private long watermark;
  private long sequence;
  private long committedWatermark;

  /**
   * @param rejected the rows that were rejected, as the state directory keeps them
   */
  SimulatedCommits(
      SimulatedDefinition definition,
      SimulatedTarget target,
      SimulatedSnapshot from,
      Map<Fingerprint, Mutation> rejected) {
    int live = definition.generation();
    this.spills = new Spills(Path.of("never-written"), from.fence);
    this.pending = new PendingMutations(generation -> generation == live, spills);
    this.commit =
        new BatchCommit(() -> target.open(live), () -> {}, BatchCommit.MOST_PATIENCE, time -> {});
    this.rejected = rejected;
    this.sequence = from.checkpoint;
    from.batches.forEach(bytes -> uncommitted.add(MutationBatch.fromBytes(bytes)));
  }

  /** Before anything else of a run. */
  void retryRejected(int liveGeneration) throws Exception {
    rejected.values().removeIf(mutation -> mutation.generation() != liveGeneration);
    List<Mutation> again = List.copyOf(rejected.values());
    List<Rejection> still = commit.commitAll(again, 0);
    rejected.clear();
    still.forEach(rejection -> rejected.put(rejection.mutation().row(), rejection.mutation()));
  }

  @Override
  public void element(Mutation mutation) {
    pending.add(mutation);
  }

  @Override
  public void watermark(long scan) {
    watermark = scan;
  }

  /** The last stage: the snapshot is complete. */
  @Override
  public void barrier(SimulatedSnapshot snapshot) throws IOException {
    sequence++;
    uncommitted.add(pending.drain(sequence, watermark, List.of()));
    snapshot.batches = uncommitted.stream().map(MutationBatch::toBytes).toList();
  }

  /** Applies the batches of checkpoints up to this one, the oldest first. */
  void commit(long upTo) throws Exception {
    while (!uncommitted.isEmpty() && uncommitted.get(0).sequence() <= upTo) {
      MutationBatch batch = uncommitted.get(0);
      spills.read(batch, 3, Long.MAX_VALUE, part -> commit(part, batch.sequence()));
      committedWatermark = Math.max(committedWatermark, batch.watermark());
      uncommitted.remove(0);
    }
  }

  private void commit(List<Mutation> part, long batch) throws Exception {
    List<Rejection> rejections = commit.commit(part, batch);
    part.forEach(mutation -> rejected.remove(mutation.row()));
    rejections.forEach(rejection -> rejected.put(rejection.mutation().row(), rejection.mutation()));
  }

  /** Every scan up to this number is in the target. */
  long committedWatermark() {
    return committedWatermark;
  }
}
