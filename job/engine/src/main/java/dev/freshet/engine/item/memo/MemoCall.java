package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/**
 * One {@code callAll}. What the store lacks is claimed and computed batch by batch; what another
 * thread computes meanwhile is waited for at the end, when this one holds no claim, and computed
 * here if that thread failed.
 */
final class MemoCall<I, O> {
  private final Memos memos;
  private final CallsInFlight inFlight;
  private final KnownMemo<I, O> memo;
  private final int maxBatch;

  private final Map<Fingerprint, byte[]> inputs = new LinkedHashMap<>();
  private final Map<Fingerprint, O> outputs = new HashMap<>();
  private final Deque<Fingerprint> pending = new ArrayDeque<>();
  private final Map<Fingerprint, Future<byte @Nullable []>> elsewhere = new LinkedHashMap<>();
  private int misses;

  MemoCall(Memos memos, CallsInFlight inFlight, KnownMemo<I, O> memo, int maxBatch) {
    this.memos = memos;
    this.inFlight = inFlight;
    this.memo = memo;
    this.maxBatch = maxBatch;
  }

  List<O> results(List<I> all) throws Exception {
    List<Fingerprint> keys = new ArrayList<>(all.size());
    for (I input : all) {
      byte[] encoded = memo.encode(input);
      Fingerprint key = memo.key(encoded);
      keys.add(key);
      inputs.putIfAbsent(key, encoded);
    }
    lookUp(inputs.keySet());
    inputs.keySet().stream().filter(key -> !outputs.containsKey(key)).forEach(pending::add);
    while (!pending.isEmpty()) {
      while (!pending.isEmpty()) {
        computeNextBatch();
      }
      awaitOthers();
    }
    return keys.stream().map(outputs::get).toList();
  }

  /** How many inputs were handed to the function. */
  int misses() {
    return misses;
  }

  private void computeNextBatch() throws Exception {
    Set<Fingerprint> claimed = new LinkedHashSet<>();
    Map<Fingerprint, byte[]> results = new HashMap<>();
    try {
      while (claimed.size() < maxBatch && !pending.isEmpty()) {
        Set<Fingerprint> added = claim(maxBatch - claimed.size(), claimed);
        results.putAll(lookUp(added));
        claimed.removeIf(key -> releaseIfKnown(key, results));
      }
      if (!claimed.isEmpty()) {
        results.putAll(compute(List.copyOf(claimed)));
      }
    } finally {
      claimed.forEach(key -> inFlight.release(key, results.get(key)));
    }
  }

  private Set<Fingerprint> claim(int most, Set<Fingerprint> claimed) {
    Set<Fingerprint> added = new LinkedHashSet<>();
    while (added.size() < most && !pending.isEmpty()) {
      Fingerprint key = pending.remove();
      Future<byte @Nullable []> other = inFlight.claim(key);
      if (other == null) {
        claimed.add(key);
        added.add(key);
      } else {
        elsewhere.put(key, other);
      }
    }
    return added;
  }

  private boolean releaseIfKnown(Fingerprint key, Map<Fingerprint, byte[]> results) {
    byte[] result = results.get(key);
    if (result != null) {
      inFlight.release(key, result);
    }
    return result != null;
  }

  private Map<Fingerprint, byte[]> compute(List<Fingerprint> keys) throws Exception {
    misses += keys.size();
    memos.countMisses(keys.size());
    List<byte[]> computed =
        memo.compute(
            keys.stream().map(inputs::get).toList(),
            (index, result) -> memos.remember(keys.get(index), result));
    Map<Fingerprint, byte[]> results = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      results.put(keys.get(i), computed.get(i));
    }
    results.forEach((key, result) -> outputs.put(key, memo.decode(result)));
    return results;
  }

  private void awaitOthers() throws InterruptedException {
    for (Map.Entry<Fingerprint, Future<byte @Nullable []>> other : elsewhere.entrySet()) {
      Fingerprint key = other.getKey();
      byte[] result = resultOf(other.getValue());
      if (result == null || !accept(key, result)) {
        pending.add(key);
      }
    }
    elsewhere.clear();
  }

  private static byte @Nullable [] resultOf(Future<byte @Nullable []> other)
      throws InterruptedException {
    try {
      return other.get();
    } catch (ExecutionException e) {
      throw new AssertionError("A claim is released with a result or with null", e);
    }
  }

  private Map<Fingerprint, byte[]> lookUp(Collection<Fingerprint> keys) {
    Map<Fingerprint, byte[]> usable = new HashMap<>(memos.find(keys));
    usable.entrySet().removeIf(found -> !accept(found.getKey(), found.getValue()));
    return usable;
  }

  /** A result that its type no longer accepts (a constant that is gone) counts as lost. */
  private boolean accept(Fingerprint key, byte[] result) {
    try {
      outputs.put(key, memo.decode(result));
      return true;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
