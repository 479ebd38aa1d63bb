package dev.freshet.engine.flink;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when the batches between a writer and its committer have been waiting, for a metric. A
 * batch that was restored, or went to another process, is unknown. Thread safe.
 */
final class Lags {
  private record Batch(String connectorType, int subtask, long sequence) {}

  private final Map<Batch, Long> since = new ConcurrentHashMap<>();

  /**
   * @param nanoTime when its first mutation was decided
   */
  void handedOver(String connectorType, int subtask, long sequence, long nanoTime) {
    since.put(new Batch(connectorType, subtask, sequence), nanoTime);
  }

  /** Milliseconds from the first mutation to now, once; -1 if that is unknown. */
  long committed(String connectorType, int subtask, long sequence) {
    Long from = since.remove(new Batch(connectorType, subtask, sequence));
    return from == null ? -1 : (System.nanoTime() - from) / 1_000_000;
  }
}
