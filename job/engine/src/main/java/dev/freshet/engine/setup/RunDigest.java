package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The state in which a run left everything in step, so that the next one can see that there is
 * nothing to do.
 *
 * @param listings by source id, of the listing whose differences were processed
 * @param snapshot the newest one; any newer voids the digest
 * @param flow the fingerprint of what the flow does
 * @param generations of all targets
 */
public record RunDigest(
    Map<Integer, ListingSum> listings,
    Snapshot snapshot,
    Fingerprint flow,
    Set<Integer> generations) {

  public RunDigest {
    listings = Map.copyOf(listings);
    generations = Set.copyOf(generations);
  }

  static RunDigest read(BinaryReader in) {
    Map<Integer, ListingSum> listings = new TreeMap<>();
    for (int left = in.getCount(); left > 0; left--) {
      int source = in.getVarInt();
      listings.put(source, ListingSum.read(in));
    }
    Snapshot snapshot = Snapshot.read(in);
    Fingerprint flow = Fingerprint.read(in);
    Set<Integer> generations = new TreeSet<>();
    for (int left = in.getCount(); left > 0; left--) {
      generations.add(in.getVarInt());
    }
    return new RunDigest(listings, snapshot, flow, generations);
  }

  BinaryWriter written() {
    BinaryWriter out = new BinaryWriter(256);
    out.putVarInt(listings.size());
    new TreeMap<>(listings)
        .forEach(
            (source, sum) -> {
              out.putVarInt(source);
              sum.write(out);
            });
    snapshot.write(out);
    flow.write(out);
    out.putVarInt(generations.size());
    new TreeSet<>(generations).forEach(out::putVarInt);
    return out;
  }
}
