package dev.freshet.examples;

import dev.freshet.api.Delete;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.util.ArrayList;
import java.util.List;

/** A batch as the engine would hand it over. */
record Batch<P, K, V>(
    P prepared,
    long sequence,
    List<Upsert<K, V>> upserts,
    List<Delete<K>> deletes,
    List<String> rejected)
    implements TargetMutations<P, K, V> {

  Batch(P prepared, long sequence, List<Upsert<K, V>> upserts, List<Delete<K>> deletes) {
    this(prepared, sequence, upserts, deletes, new ArrayList<>());
  }

  @Override
  public void checkFence() {}

  @Override
  public void reject(RowMutation<K> row, String reason) {
    rejected.add(row.key() + ": " + reason);
  }
}
