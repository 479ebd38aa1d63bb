package dev.freshet.api;

import java.util.List;

/**
 * The mutations of one target in one {@link TargetConnector#mutate} call. Used by the thread of
 * that call, during the call.
 */
public interface TargetMutations<P, K, V> {
  P prepared();

  /**
   * Rises from batch to batch of the same rows, is stored with the batch, and is equal whenever the
   * batch, or a part of it, is repeated. Batches of other rows may have the same one, and sequences
   * begin anew with a flow whose state was forgotten: one mutation is known by its sequence and its
   * key, for as long as the target was not created again.
   */
  long sequence();

  List<Upsert<K, V>> upserts();

  List<Delete<K>> deletes();

  /**
   * Throws if this process no longer owns the flow. Connectors that write row by row call it
   * between rows.
   */
  void checkFence() throws Exception;

  /**
   * This row can never succeed. It is set aside and reported if {@code mutate} returns. A {@link
   * Delete} may follow later for a key that was never written because it was rejected.
   */
  void reject(RowMutation<K> row, String reason);
}
