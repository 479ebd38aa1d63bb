package dev.freshet.testkit;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.memo.MemoStore;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Keeps every result in memory. */
final class MemoResults implements MemoStore {
  private final Map<Fingerprint, byte[]> results = new HashMap<>();

  @Override
  public synchronized Map<Fingerprint, byte[]> get(Collection<Fingerprint> keys) {
    Map<Fingerprint, byte[]> found = new HashMap<>(results);
    found.keySet().retainAll(keys);
    return found;
  }

  @Override
  public synchronized void put(Map<Fingerprint, byte[]> entries) {
    results.putAll(entries);
  }

  @Override
  public synchronized long bytes() {
    return results.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  @Override
  public void close() {}
}
