package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A result as it lies in the store: the version of this format (one byte, 1), the CRC-32C of key
 * and result (four bytes, big endian), the result.
 */
final class MemoEntry {
  private static final byte VERSION = 1;
  private static final int HEADER = 1 + Integer.BYTES;

  private MemoEntry() {}

  static byte[] key(Fingerprint key) {
    return ByteBuffer.allocate(2 * Long.BYTES).putLong(key.high()).putLong(key.low()).array();
  }

  static byte[] encode(byte[] key, byte[] result) {
    return ByteBuffer.allocate(HEADER + result.length)
        .put(VERSION)
        .putInt(checksum(key, result, 0))
        .put(result)
        .array();
  }

  /** The result, or null if this is not one of this key. */
  static byte @Nullable [] decode(byte[] key, byte[] entry) {
    if (entry.length < HEADER || entry[0] != VERSION) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(entry);
    if (in.getInt(1) != checksum(key, entry, HEADER)) {
      return null;
    }
    byte[] result = new byte[entry.length - HEADER];
    in.get(HEADER, result);
    return result;
  }

  private static int checksum(byte[] key, byte[] bytes, int offset) {
    CRC32C checksum = new CRC32C();
    checksum.update(key);
    checksum.update(bytes, offset, bytes.length - offset);
    return (int) checksum.getValue();
  }
}
