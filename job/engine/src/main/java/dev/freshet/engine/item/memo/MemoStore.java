package dev.freshet.engine.item.memo;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;

/**
 * Bytes kept by fingerprint, as long as there is room for them. Whatever is lost or damaged is
 * missing, never wrong. Used by several threads at once.
 */
public interface MemoStore extends AutoCloseable {
  /** What is kept under these keys; the others are missing from the map. */
  Map<Fingerprint, byte[]> get(Collection<Fingerprint> keys) throws IOException;

  /** On return the entries survive the death of the process. May leave out what is too large. */
  void put(Map<Fingerprint, byte[]> entries) throws IOException;

  /** The size of what is kept, as far as it is known without opening anything. */
  long bytes();

  @Override
  void close();
}
