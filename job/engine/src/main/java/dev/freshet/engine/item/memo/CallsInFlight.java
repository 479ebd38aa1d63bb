package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Future;

/**
 * Which inputs are being computed now. A thread never waits for another while it holds a claim of
 * its own, so no two can wait for each other.
 */
final class CallsInFlight {
  private final ConcurrentMap<Fingerprint, CompletableFuture<byte @Nullable []>> running =
      new ConcurrentHashMap<>();

  /**
   * Claims the key for this thread, which must {@link #release} it.
   *
   * @return null, or what the thread that holds the claim will release it with
   */
  @Nullable
  Future<byte @Nullable []> claim(Fingerprint key) {
    return running.putIfAbsent(key, new CompletableFuture<>());
  }

  /**
   * @param result null if there is none; a thread that waited then computes it itself
   */
  void release(Fingerprint key, byte @Nullable [] result) {
    CompletableFuture<byte @Nullable []> waiting = running.remove(key);
    if (waiting != null) {
      waiting.complete(result);
    }
  }
}
