package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Collects the mutations between two checkpoints; the last one of a row wins. One thread. */
public final class PendingMutations {
  /** Larger batches go to a file: committables live on the heap and in every snapshot. */
  static final int INLINE_BYTES = 256 * 1024;

  private final Map<Fingerprint, Mutation> byRow = new LinkedHashMap<>();
  private final IntPredicate liveGeneration;
  private final Spills spills;
  private long bytes;

  /** Mutations of generations that are not live belong to an emptied or dropped target. */
  public PendingMutations(IntPredicate liveGeneration, Spills spills) {
    this.liveGeneration = liveGeneration;
    this.spills = spills;
  }

  public void add(Mutation mutation) {
    if (!liveGeneration.test(mutation.generation())) {
      return;
    }
    Mutation replaced = byRow.put(mutation.row(), mutation);
    bytes += mutation.size() - (replaced == null ? 0 : replaced.size());
  }

  public boolean isEmpty() {
    return byRow.isEmpty();
  }

  /** Hands over what was collected. */
  public MutationBatch drain(long sequence, long watermark, List<String> obsoleteSpills)
      throws IOException {
    Collection<Mutation> mutations = byRow.values();
    MutationBatch batch;
    if (bytes > INLINE_BYTES) {
      SpillFile spill = spills.write(mutations);
      batch = new MutationBatch(sequence, watermark, mutations.size(), null, spill, obsoleteSpills);
    } else {
      BinaryWriter out = new BinaryWriter((int) bytes);
      mutations.forEach(mutation -> mutation.write(out));
      batch =
          new MutationBatch(
              sequence, watermark, mutations.size(), out.toByteArray(), null, obsoleteSpills);
    }
    byRow.clear();
    bytes = 0;
    return batch;
  }
}
