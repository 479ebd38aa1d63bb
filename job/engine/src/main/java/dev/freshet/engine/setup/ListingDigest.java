package dev.freshet.engine.setup;

import dev.freshet.api.internal.CanonicalEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Adds up the listing of one source in any order. An entry is hashed as source id (4 bytes), length
 * of the key (4 bytes), key, length of the version, version, so that no two entries are one.
 */
public final class ListingDigest {
  private static final int HASH_BYTES = 32;

  private final MessageDigest sha256 = CanonicalEncoding.sha256();
  private final ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES);
  private final int sourceId;
  private ByteBuffer entry = ByteBuffer.allocate(512);
  private ListingSum sum = ListingSum.EMPTY;

  public ListingDigest(int sourceId) {
    this.sourceId = sourceId;
  }

  public void add(String key, String version) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] versionBytes = version.getBytes(StandardCharsets.UTF_8);
    reserve(3 * Integer.BYTES + keyBytes.length + versionBytes.length);
    entry.putInt(sourceId).putInt(keyBytes.length).put(keyBytes);
    entry.putInt(versionBytes.length).put(versionBytes);
    sum = sum.plus(hashed());
  }

  public ListingSum sum() {
    return sum;
  }

  private void reserve(int length) {
    if (entry.capacity() < length) {
      entry = ByteBuffer.allocate(Math.max(length, 2 * entry.capacity()));
    }
    entry.clear();
  }

  private ListingSum hashed() {
    sha256.update(entry.array(), 0, entry.position());
    try {
      sha256.digest(hash.array(), 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new AssertionError(e);
    }
    return new ListingSum(hash.getLong(0), hash.getLong(8), hash.getLong(16), hash.getLong(24), 1);
  }
}
