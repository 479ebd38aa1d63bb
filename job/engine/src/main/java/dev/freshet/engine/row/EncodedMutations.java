package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last mutation of each row, encoded, in the order in which they came. A million of them are a
 * few large arrays, through which a garbage collector need not go. One thread.
 */
final class EncodedMutations {
  private static final int CHUNK_BYTES = 1 << 20;
  private static final int FIRST_CAPACITY = 16;

  private final List<byte[]> chunks = new ArrayList<>();
  private int usedOfLast;

  /** Of each entry: its row, and where its bytes are; no length if a later entry replaced it. */
  private long[] high = new long[FIRST_CAPACITY];

  private long[] low = new long[FIRST_CAPACITY];
  private int[] chunk = new int[FIRST_CAPACITY];
  private int[] offset = new int[FIRST_CAPACITY];
  private int[] length = new int[FIRST_CAPACITY];
  private int entries;

  /** The entry of each row plus one, by open addressing; never more than half full. */
  private int[] slots = new int[2 * FIRST_CAPACITY];

  private int rows;
  private long bytes;
  private long replacedBytes;

  /** Takes one encoded mutation. */
  @FunctionalInterface
  interface Each {
    void accept(byte[] chunk, int offset, int length) throws IOException;
  }

  int size() {
    return rows;
  }

  /** Of all that was not replaced. */
  long bytes() {
    return bytes;
  }

  void put(Mutation mutation) {
    BinaryWriter encoded = new BinaryWriter(mutation.size());
    mutation.write(encoded);
    put(mutation.row(), encoded.toByteArray());
  }

  void forEach(Each each) throws IOException {
    for (int i = 0; i < entries; i++) {
      if (length[i] > 0) {
        each.accept(chunks.get(chunk[i]), offset[i], length[i]);
      }
    }
  }

  /** The same without what was replaced, if that is most of it. */
  EncodedMutations compacted() {
    if (replacedBytes < bytes + CHUNK_BYTES) {
      return this;
    }
    EncodedMutations compact = new EncodedMutations();
    for (int i = 0; i < entries; i++) {
      if (length[i] > 0) {
        byte[] encoded = Arrays.copyOfRange(chunks.get(chunk[i]), offset[i], offset[i] + length[i]);
        compact.put(new Fingerprint(high[i], low[i]), encoded);
      }
    }
    return compact;
  }

  private void put(Fingerprint row, byte[] encoded) {
    if (entries == length.length) {
      grow();
    }
    int slot = slotOf(row.high(), row.low());
    int known = slots[slot] - 1;
    if (known >= 0) {
      bytes -= length[known];
      replacedBytes += length[known];
      length[known] = 0;
      rows--;
    }
    if (chunks.isEmpty() || lastChunk().length - usedOfLast < encoded.length) {
      chunks.add(new byte[Math.max(CHUNK_BYTES, encoded.length)]);
      usedOfLast = 0;
    }
    System.arraycopy(encoded, 0, lastChunk(), usedOfLast, encoded.length);
    high[entries] = row.high();
    low[entries] = row.low();
    chunk[entries] = chunks.size() - 1;
    offset[entries] = usedOfLast;
    length[entries] = encoded.length;
    entries++;
    slots[slot] = entries;
    usedOfLast += encoded.length;
    bytes += encoded.length;
    rows++;
  }

  private void grow() {
    int capacity = 2 * entries;
    high = Arrays.copyOf(high, capacity);
    low = Arrays.copyOf(low, capacity);
    chunk = Arrays.copyOf(chunk, capacity);
    offset = Arrays.copyOf(offset, capacity);
    length = Arrays.copyOf(length, capacity);
    slots = new int[2 * capacity];
    for (int i = 0; i < entries; i++) {
      if (length[i] > 0) {
        slots[slotOf(high[i], low[i])] = i + 1;
      }
    }
  }

  private byte[] lastChunk() {
    return chunks.get(chunks.size() - 1);
  }

  /** Where the row is, or would be. Fingerprints are spread evenly already. */
  private int slotOf(long rowHigh, long rowLow) {
    int mask = slots.length - 1;
    int slot = (int) rowHigh & mask;
    for (int entry = slots[slot] - 1; entry >= 0; entry = slots[slot] - 1) {
      if (high[entry] == rowHigh && low[entry] == rowLow) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }
}
