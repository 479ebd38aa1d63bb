package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryWriter;
import java.io.IOException;
import java.util.List;
import java.util.function.IntPredicate;

/** Collects the mutations between two checkpoints; the last one of a row wins. One thread. */
public final class PendingMutations {
  /** Larger batches go to a file: committables live on the heap and in every snapshot. */
  static final int INLINE_BYTES = 256 * 1024;

  private final IntPredicate liveGeneration;
  private final Spills spills;
  private EncodedMutations mutations = new EncodedMutations();

  /** Mutations of generations that are not live belong to an emptied or dropped target. */
  public PendingMutations(IntPredicate liveGeneration, Spills spills) {
    this.liveGeneration = liveGeneration;
    this.spills = spills;
  }

  public void add(Mutation mutation) {
    if (!liveGeneration.test(mutation.generation())) {
      return;
    }
    mutations.put(mutation);
    mutations = mutations.compacted();
  }

  public boolean isEmpty() {
    return mutations.size() == 0;
  }

  /** Hands over what was collected. */
  public MutationBatch drain(long sequence, long watermark, List<String> obsoleteSpills)
      throws IOException {
    EncodedMutations drained = mutations;
    mutations = new EncodedMutations();
    if (drained.bytes() > INLINE_BYTES) {
      SpillFile spill = spills.write(drained);
      return new MutationBatch(sequence, watermark, drained.size(), null, spill, obsoleteSpills);
    }
    BinaryWriter out = new BinaryWriter((int) drained.bytes());
    drained.forEach(out::putRaw);
    return new MutationBatch(
        sequence, watermark, drained.size(), out.toByteArray(), null, obsoleteSpills);
  }
}
