package dev.freshet.engine.item;

/**
 * Decides whether a listing that lost items is to be believed. An unmounted disk or a wrong prefix
 * looks like the removal of everything; that is held until someone confirms it.
 *
 * @param fraction of the known keys that may go at once
 * @param fewest removals below this number are never held, unless everything went
 */
public record RemovalGuard(double fraction, int fewest) {
  public static final RemovalGuard DEFAULT = new RemovalGuard(0.5, 100);

  /** Holds nothing, not even the removal of everything. */
  public static final RemovalGuard OFF = new RemovalGuard(Double.POSITIVE_INFINITY, 1);

  /**
   * Counts keys that are gone, not how many fewer there are: as many others may have come.
   *
   * @param known the key hashes of what was listed before, sorted
   * @param listed the key hashes of this listing, sorted
   */
  public boolean holds(long[] known, long[] listed) {
    int gone = countMissing(known, listed);
    boolean everything = gone == known.length && known.length > 1 && fraction <= 1;
    return everything || gone >= fewest && gone > fraction * known.length;
  }

  static int countMissing(long[] known, long[] listed) {
    int missing = 0;
    int j = 0;
    for (long key : known) {
      while (j < listed.length && listed[j] < key) {
        j++;
      }
      if (j == listed.length || listed[j] != key) {
        missing++;
      }
    }
    return missing;
  }
}
