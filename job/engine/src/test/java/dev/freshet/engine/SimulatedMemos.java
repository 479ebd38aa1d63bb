package dev.freshet.engine;

import dev.freshet.engine.SimulatedFaults.Point;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.memo.MemoStore;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Memo results that outlive processes. */
final class SimulatedMemos implements MemoStore {
  private final Map<Fingerprint, byte[]> entries = new HashMap<>();
  private final SimulatedFaults faults;

  SimulatedMemos(SimulatedFaults faults) {
    this.faults = faults;
  }

  /** As when the directory of the cache is deleted. */
  void lose() {
    entries.clear();
  }

  @Override
  public Map<Fingerprint, byte[]> get(Collection<Fingerprint> keys) throws IOException {
    faults.pass(Point.MEMO_READ);
    Map<Fingerprint, byte[]> found = new HashMap<>(entries);
    found.keySet().retainAll(keys);
    return found;
  }

  @Override
  public void put(Map<Fingerprint, byte[]> more) throws IOException {
    try {
      faults.around(Point.MEMO_WRITE, () -> entries.putAll(more));
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  @Override
  public long bytes() {
    return 0;
  }

  @Override
  public void close() {}
}
