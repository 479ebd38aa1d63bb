package dev.freshet.engine.setup;

import dev.freshet.api.internal.CanonicalEncoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;

/**
 * Adds up the listing of one source in any order. An entry is hashed as source id (4 bytes), length
 * of the key in bytes (4 bytes, both big endian), key, version, so that no two entries are one.
 *
 * <p>Nearly all of its time is SHA-256, which HotSpot does five to ten times faster once C2
 * compiles it: parts of a large listing are hashed by another core while the next ones are listed.
 * One thread.
 */
public final class ListingDigest {
  private static final int HASH_BYTES = 32;
  private static final int HEADER_BYTES = 8;
  private static final int PART_BYTES = 1 << 16;
  private static final int MOST_PARTS_ELSEWHERE = 4;

  private final int sourceId;
  private final Deque<ForkJoinTask<ListingSum>> elsewhere = new ArrayDeque<>();
  private ByteBuffer part = ByteBuffer.allocate(PART_BYTES);
  private ListingSum sum = ListingSum.EMPTY;

  public ListingDigest(int sourceId) {
    this.sourceId = sourceId;
  }

  public void add(String key, String version) {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] versionBytes = version.getBytes(StandardCharsets.UTF_8);
    int size = HEADER_BYTES + keyBytes.length + versionBytes.length;
    if (Integer.BYTES + size > part.remaining()) {
      endPart(Integer.BYTES + size);
    }
    part.putInt(size).putInt(sourceId).putInt(keyBytes.length).put(keyBytes).put(versionBytes);
  }

  /** What the others do not come to is done here. */
  private void endPart(int nextEntry) {
    ByteBuffer full = part.flip();
    while (!elsewhere.isEmpty() && elsewhere.element().isDone()) {
      sum = sum.plus(elsewhere.remove().join());
    }
    if (elsewhere.size() < MOST_PARTS_ELSEWHERE) {
      elsewhere.add(ForkJoinPool.commonPool().submit(() -> sumOf(full)));
    } else {
      sum = sum.plus(sumOf(full));
    }
    part = ByteBuffer.allocate(Math.max(PART_BYTES, nextEntry));
  }

  /** Of all that was added. */
  public ListingSum sum() {
    while (!elsewhere.isEmpty()) {
      sum = sum.plus(elsewhere.remove().join());
    }
    sum = sum.plus(sumOf(part.flip()));
    part.clear();
    return sum;
  }

  private static ListingSum sumOf(ByteBuffer entries) {
    MessageDigest sha256 = CanonicalEncoding.sha256();
    ByteBuffer hash = ByteBuffer.allocate(HASH_BYTES);
    ListingSum sum = ListingSum.EMPTY;
    while (entries.hasRemaining()) {
      int size = entries.getInt();
      sha256.update(entries.array(), entries.position(), size);
      entries.position(entries.position() + size);
      sum = sum.plus(hashed(sha256, hash));
    }
    return sum;
  }

  private static ListingSum hashed(MessageDigest sha256, ByteBuffer hash) {
    try {
      sha256.digest(hash.array(), 0, HASH_BYTES);
    } catch (DigestException e) {
      throw new AssertionError(e);
    }
    return new ListingSum(hash.getLong(0), hash.getLong(8), hash.getLong(16), hash.getLong(24), 1);
  }
}
