package dev.freshet.engine.item;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Many sequences of bytes that grow beside each other, in little more memory than the bytes: all
 * are chains of small blocks in a few large arrays, so that no sequence holds room which it does
 * not need. One thread.
 */
final class EntryBlocks {
  private static final int BLOCK = 256;
  private static final int BLOCKS_A_PAGE = 256;
  private static final int NONE = -1;

  private final List<byte[]> pages = new ArrayList<>();
  private final int[] first;
  private final int[] last;
  private final int[] length;
  private int[] next = new int[64];
  private int blocks;

  EntryBlocks(int sequences) {
    first = new int[sequences];
    last = new int[sequences];
    length = new int[sequences];
    Arrays.fill(first, NONE);
  }

  int sequences() {
    return first.length;
  }

  /** Length, then the bytes, as {@link dev.freshet.api.internal.BinaryReader} reads them. */
  void putBytes(int sequence, byte[] bytes) {
    int rest = bytes.length;
    while (rest > 0x7F) {
      putByte(sequence, rest | 0x80);
      rest >>>= 7;
    }
    putByte(sequence, rest);
    putRaw(sequence, bytes);
  }

  private void putByte(int sequence, int value) {
    int at = room(sequence);
    page(last[sequence])[at] = (byte) value;
    length[sequence] = Math.addExact(length[sequence], 1);
  }

  private void putRaw(int sequence, byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      int at = room(sequence);
      int fits = Math.min(bytes.length - done, BLOCK - at % BLOCK);
      System.arraycopy(bytes, done, page(last[sequence]), at, fits);
      length[sequence] = Math.addExact(length[sequence], fits);
      done += fits;
    }
  }

  /** Where in the page of its last block the sequence goes on. */
  private int room(int sequence) {
    int used = length[sequence] % BLOCK;
    if (used == 0) {
      append(sequence);
    }
    return last[sequence] % BLOCKS_A_PAGE * BLOCK + used;
  }

  private void append(int sequence) {
    if (blocks == pages.size() * BLOCKS_A_PAGE) {
      pages.add(new byte[BLOCKS_A_PAGE * BLOCK]);
    }
    if (blocks == next.length) {
      next = Arrays.copyOf(next, Math.addExact(blocks, blocks >> 1));
    }
    int block = blocks++;
    if (first[sequence] == NONE) {
      first[sequence] = block;
    } else {
      next[last[sequence]] = block;
    }
    last[sequence] = block;
  }

  private byte[] page(int block) {
    return pages.get(block / BLOCKS_A_PAGE);
  }

  byte[] bytes(int sequence) {
    byte[] bytes = new byte[length[sequence]];
    int block = first[sequence];
    for (int done = 0; done < bytes.length; done += BLOCK) {
      int from = block % BLOCKS_A_PAGE * BLOCK;
      System.arraycopy(page(block), from, bytes, done, Math.min(BLOCK, bytes.length - done));
      block = next[block];
    }
    return bytes;
  }
}
