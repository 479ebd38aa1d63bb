package dev.freshet.engine.item.memo;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

final class InMemoryMemoStore implements MemoStore {
  final Map<Fingerprint, byte[]> entries = new ConcurrentHashMap<>();
  volatile boolean broken;
  volatile boolean closed;

  @Override
  public Map<Fingerprint, byte[]> get(Collection<Fingerprint> keys) throws IOException {
    failIfBroken();
    return keys.stream()
        .filter(entries::containsKey)
        .collect(Collectors.toMap(key -> key, entries::get));
  }

  @Override
  public void put(Map<Fingerprint, byte[]> more) throws IOException {
    failIfBroken();
    entries.putAll(more);
  }

  @Override
  public long bytes() {
    return entries.values().stream().mapToLong(entry -> entry.length).sum();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void failIfBroken() throws IOException {
    if (broken) {
      throw new IOException("The disk is gone");
    }
  }
}
