package dev.freshet.engine.row;

import dev.freshet.engine.encoding.Fingerprint;

/**
 * Remembers which rows were met, in some 16 bytes each: by 64 bits of their fingerprints, so that
 * among a million rows one that was not met is taken for another with a probability of 10^-13. One
 * thread.
 */
public final class SeenRows {
  private long[] table = new long[1024];
  private int count;

  /** Returns whether it was not met before. */
  public boolean add(Fingerprint row) {
    if (2 * (count + 1) > table.length) {
      grow();
    }
    boolean isNew = put(table, mark(row));
    count += isNew ? 1 : 0;
    return isNew;
  }

  public boolean contains(Fingerprint row) {
    long mark = mark(row);
    int at = place(table, mark);
    return table[at] == mark;
  }

  private void grow() {
    long[] larger = new long[Math.multiplyExact(table.length, 2)];
    for (long mark : table) {
      if (mark != 0) {
        put(larger, mark);
      }
    }
    table = larger;
  }

  private static boolean put(long[] into, long mark) {
    int at = place(into, mark);
    if (into[at] == mark) {
      return false;
    }
    into[at] = mark;
    return true;
  }

  /** Where the mark is, or the free place where it would be. */
  private static int place(long[] in, long mark) {
    int at = (int) mark & in.length - 1;
    while (in[at] != 0 && in[at] != mark) {
      at = at + 1 & in.length - 1;
    }
    return at;
  }

  /** Zero stands for a free place. */
  private static long mark(Fingerprint row) {
    return row.high() == 0 ? 1 : row.high();
  }
}
