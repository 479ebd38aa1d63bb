package dev.freshet.engine.item;

import dev.freshet.api.Nullable;

/**
 * A complete listing, ready to be compared.
 *
 * @param number of the scan
 * @param items how many were listed
 * @param held how many removals are held; 0 unless all removals of this scan are
 * @param digest order-free 256-bit digest of the listing
 * @param knownKeys names the keys that the shards hold when this scan has been compared
 * @param position of a source's log before it was listed; null if it has none
 * @param epoch of the flow's logic, with a position
 */
public record Scan(
    int source,
    long number,
    Listing listing,
    int shards,
    int items,
    int held,
    byte[] digest,
    @Nullable String knownKeys,
    @Nullable String position,
    long epoch) {

  public Scan(
      int source,
      long number,
      Listing listing,
      int shards,
      int items,
      int held,
      byte[] digest,
      @Nullable String knownKeys) {
    this(source, number, listing, shards, items, held, digest, knownKeys, null, 0);
  }

  /** The same, taken after the log was opened at this position. */
  Scan of(@Nullable String newPosition, long newEpoch) {
    return new Scan(
        source, number, listing, shards, items, held, digest, knownKeys, newPosition, newEpoch);
  }
}
