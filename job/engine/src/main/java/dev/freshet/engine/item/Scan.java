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
 */
public record Scan(
    int source,
    long number,
    Listing listing,
    int shards,
    int items,
    int held,
    byte[] digest,
    @Nullable String knownKeys) {}
