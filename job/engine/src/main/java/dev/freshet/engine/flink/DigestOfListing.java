package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.item.SourceScanner;
import dev.freshet.engine.setup.ListingDigest;

/** Digests a listing while it is taken. */
final class DigestOfListing implements SourceScanner.Digester {
  private final ListingDigest digest;

  DigestOfListing(int source) {
    this.digest = new ListingDigest(source);
  }

  @Override
  public void add(String key, String version) {
    digest.add(key, version);
  }

  @Override
  public byte[] digest() {
    BinaryWriter out = new BinaryWriter(40);
    digest.sum().write(out);
    return out.toByteArray();
  }
}
