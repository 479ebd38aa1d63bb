package dev.freshet.engine.item;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;

/**
 * How many items are read in one call: those that wait are divided among the threads unless the
 * reader reads them faster together, and so few are read that their contents, as large as those
 * read lately, are around a quarter of a megabyte. Thread safe.
 */
final class ReadSize {
  private static final int MOST_OF_SLOW = 16;
  private static final int BYTES = 1 << 18;
  private static final int BYTES_OF_ANY = 32;

  private final int threads;
  private int together = 1;
  private double averageBytes = (double) BYTES / MOST_OF_SLOW;
  private boolean isKnown;

  ReadSize(int threads) {
    this.threads = threads;
  }

  synchronized int of(int waiting) {
    int share = Math.min(MOST_OF_SLOW, waiting / (2 * threads));
    int most = Math.min(waiting, Math.max(share, together));
    return (int) Math.max(1, Math.min(most, BYTES / averageBytes));
  }

  /** What is taken for their size grows at once with what is read, and shrinks by halves. */
  void wasRead(ItemReader reader, Collection<ItemContent> contents) {
    if (contents.isEmpty()) {
      return;
    }
    long bytes = 0;
    for (ItemContent content : contents) {
      bytes += bytes(content.content());
    }
    double now = (double) bytes / contents.size();
    synchronized (this) {
      together = reader.readsTogether();
      averageBytes = isKnown ? Math.max(now, (averageBytes + now) / 2) : now;
      isKnown = true;
    }
  }

  /** Roughly; a record is not looked into. */
  private static long bytes(@Nullable Object value) {
    if (value instanceof byte[] bytes) {
      return BYTES_OF_ANY + bytes.length;
    }
    if (value instanceof String text) {
      return BYTES_OF_ANY + text.length();
    }
    if (value instanceof ByteBuffer buffer) {
      return BYTES_OF_ANY + buffer.remaining();
    }
    if (value instanceof float[] vector) {
      return BYTES_OF_ANY + 4L * vector.length;
    }
    if (value instanceof Row row) {
      return bytesOfAll(row.values());
    }
    if (value instanceof Map<?, ?> map) {
      return bytesOfAll(map.keySet()) + bytesOfAll(map.values());
    }
    if (value instanceof Collection<?> collection) {
      return bytesOfAll(collection);
    }
    return BYTES_OF_ANY;
  }

  private static long bytesOfAll(Collection<?> values) {
    long bytes = BYTES_OF_ANY;
    for (Object value : values) {
      bytes += bytes(value);
    }
    return bytes;
  }
}
