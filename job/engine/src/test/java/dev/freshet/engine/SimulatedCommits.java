package dev.freshet.engine;

import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.Fence;
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

/**
 * Writer and committer of one subtask: collects mutations, and applies them after their checkpoint
 * completed.
 */
final class SimulatedCommits implements SimulatedChannel.Stage<Mutation> {
  private static final int ROWS_A_CALL = 3;

  private final SimulatedRun run;
  private final SimulatedFaults faults;
  private final Fence fence;
  private final PendingMutations pending;
  private final Spills spills;
  private final BatchCommit commit;
  private final Map<Fingerprint, Mutation> rejected;
  private final List<Uncommitted> uncommitted = new ArrayList<>();
  private long watermark;
  private long sequence;
  private long committedWatermark;

  private record Uncommitted(long checkpoint, MutationBatch batch) {}

  /**
   * @param restored the batches of earlier subtasks that fall to this one, each in its order
   */
  SimulatedCommits(
      SimulatedRun run,
      SimulatedJob.World world,
      Fence fence,
      SimulatedSnapshot from,
      List<List<byte[]>> restored) {
    this.run = run;
    this.faults = world.faults();
    this.fence = fence;
    this.spills = new Spills(Path.of("never-written"), from.fence);
    this.pending = new PendingMutations(run::isLive, spills);
    Fence beforeCalls =
        () -> {
          faults.pass(Point.CALL);
          fence.check();
        };
    this.commit =
        new BatchCommit(
            () -> world.target().open(run, fence),
            beforeCalls,
            BatchCommit.MOST_PATIENCE,
            time -> {});
    this.rejected = world.rejected();
    this.sequence = from.checkpoint;
    for (List<byte[]> ofOne : restored) {
      ofOne.forEach(bytes -> uncommitted.add(new Uncommitted(0, MutationBatch.fromBytes(bytes))));
    }
  }

  /** Before anything else of a run. */
  void retryRejected() throws Exception {
    rejected.values().removeIf(mutation -> !run.isLive(mutation.generation()));
    List<Mutation> again = List.copyOf(rejected.values());
    List<Rejection> still = commit.commitAll(again, 0);
    faults.around(
        Point.REJECTED_RETRIED,
        () -> {
          again.forEach(mutation -> rejected.remove(mutation.row()));
          keep(still);
        });
  }

  private void keep(List<Rejection> rejections) {
    rejections.forEach(rejection -> rejected.put(rejection.mutation().row(), rejection.mutation()));
  }

  @Override
  public void element(Mutation mutation) {
    pending.add(mutation);
  }

  @Override
  public void watermark(long scan) {
    watermark = scan;
  }

  /** The last stage: the snapshot is complete when every subtask was here. */
  @Override
  public void barrier(SimulatedSnapshot snapshot) throws IOException {
    sequence++;
    MutationBatch batch = pending.drain(sequence, watermark, List.of());
    uncommitted.add(new Uncommitted(snapshot.checkpoint, batch));
    snapshot.batches.add(uncommitted.stream().map(each -> each.batch().toBytes()).toList());
  }

  /** Applies the batches of checkpoints up to this one, the oldest first. */
  void commit(long upTo) throws Exception {
    while (!uncommitted.isEmpty() && uncommitted.get(0).checkpoint() <= upTo) {
      MutationBatch batch = uncommitted.get(0).batch();
      spills.read(batch, ROWS_A_CALL, Long.MAX_VALUE, part -> commit(part, batch.sequence()));
      faults.around(
          Point.COMMIT_CONFIRMED,
          () -> {
            committedWatermark = Math.max(committedWatermark, batch.watermark());
            uncommitted.remove(0);
          });
    }
  }

  private void commit(List<Mutation> part, long batch) throws Exception {
    List<Rejection> rejections = commit.commit(part, batch);
    faults.around(
        Point.REJECTIONS_KEPT,
        () -> {
          fence.check();
          part.forEach(mutation -> rejected.remove(mutation.row()));
          keep(rejections);
        });
  }

  /** Every scan up to this number is in the target. */
  long committedWatermark() {
    return committedWatermark;
  }
}
