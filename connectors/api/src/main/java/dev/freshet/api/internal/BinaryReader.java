package dev.freshet.api.internal;

import dev.freshet.api.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link BinaryWriter} wrote. Bytes that cannot be right (cut short, a length beyond the
 * end) are an {@link IllegalArgumentException} that names the position; nothing is allocated for a
 * length that the array cannot hold.
 */
public final class BinaryReader {
  private final byte[] bytes;
  private int position;

  public BinaryReader(byte[] bytes) {
    this.bytes = bytes;
  }

  public int getByte() {
    need(1);
    return bytes[position++] & 0xFF;
  }

  public boolean getBoolean() {
    int value = getByte();
    if (value > 1) {
      throw malformed("expected 0 or 1, found " + value);
    }
    return value == 1;
  }

  public int getInt() {
    need(Integer.BYTES);
    int value = intAt(bytes, position);
    position += Integer.BYTES;
    return value;
  }

  private static int intAt(byte[] from, int at) {
    return from[at] << 24
        | (from[at + 1] & 0xFF) << 16
        | (from[at + 2] & 0xFF) << 8
        | from[at + 3] & 0xFF;
  }

  /** As {@link BinaryWriter#putFloats} wrote them. */
  public float[] getFloats(int count) {
    need(Math.multiplyExact(count, Float.BYTES));
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = Float.intBitsToFloat(intAt(bytes, position + i * Float.BYTES));
    }
    position += count * Float.BYTES;
    return values;
  }

  public long getLong() {
    return (long) getInt() << 32 | Integer.toUnsignedLong(getInt());
  }

  public long getVarLong() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int next = getByte();
      value |= (long) (next & 0x7F) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw malformed("a number that does not end");
  }

  public int getVarInt() {
    long value = getVarLong();
    if (value >>> 32 != 0) {
      throw malformed("a number over 32 bits");
    }
    return (int) value;
  }

  /** A count of elements that take at least one byte each. */
  public int getCount() {
    int count = getVarInt();
    if (count < 0 || count > remaining()) {
      throw malformed("a count of " + Integer.toUnsignedLong(count));
    }
    return count;
  }

  public byte[] getRaw(int length) {
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return value;
  }

  public byte[] getBytes() {
    return getRaw(getCount());
  }

  public String getString() {
    int length = getCount();
    String value = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return value;
  }

  public @Nullable String getNullableString() {
    return getBoolean() ? getString() : null;
  }

  public int position() {
    return position;
  }

  public int remaining() {
    return bytes.length - position;
  }

  /** Throws unless everything was read. */
  public void expectEnd() {
    if (remaining() != 0) {
      throw malformed(remaining() + " bytes too many");
    }
  }

  public IllegalArgumentException malformed(String what) {
    return new IllegalArgumentException(
        "Malformed at byte " + position + " of " + bytes.length + ": " + what);
  }

  private void need(int length) {
    if (length < 0 || length > remaining()) {
      throw malformed("needs " + length + " bytes more");
    }
  }
}
