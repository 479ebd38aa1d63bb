package dev.freshet.api.internal;

import dev.freshet.api.Nullable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the primitives of every binary format of Freshet into a growing array. */
public final class BinaryWriter {
  private byte[] bytes;
  private int size;

  public BinaryWriter() {
    this(64);
  }

  public BinaryWriter(int expectedSize) {
    bytes = new byte[Math.max(16, expectedSize)];
  }

  public BinaryWriter putByte(int value) {
    ensure(1);
    bytes[size++] = (byte) value;
    return this;
  }

  public BinaryWriter putBoolean(boolean value) {
    return putByte(value ? 1 : 0);
  }

  /** Four bytes, big endian. */
  public BinaryWriter putInt(int value) {
    ensure(Integer.BYTES);
    putAt(bytes, size, value);
    size += Integer.BYTES;
    return this;
  }

  private static void putAt(byte[] to, int at, int value) {
    to[at] = (byte) (value >>> 24);
    to[at + 1] = (byte) (value >>> 16);
    to[at + 2] = (byte) (value >>> 8);
    to[at + 3] = (byte) value;
  }

  /** Four bytes each, big endian; all that are no number alike. Not how many there are. */
  public BinaryWriter putFloats(float[] values) {
    ensure(Math.multiplyExact(values.length, Float.BYTES));
    for (int i = 0; i < values.length; i++) {
      putAt(bytes, size + i * Float.BYTES, Float.floatToIntBits(values[i]));
    }
    size += values.length * Float.BYTES;
    return this;
  }

  /** Eight bytes, big endian. */
  public BinaryWriter putLong(long value) {
    return putInt((int) (value >>> 32)).putInt((int) value);
  }

  /** LEB128: seven bits a byte, lowest first; a negative number takes ten bytes. */
  public BinaryWriter putVarLong(long value) {
    ensure(10);
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
    return this;
  }

  public BinaryWriter putVarInt(int value) {
    return putVarLong(Integer.toUnsignedLong(value));
  }

  /** The bytes as they are, without their length. */
  public BinaryWriter putRaw(byte[] value, int offset, int length) {
    ensure(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
    return this;
  }

  public BinaryWriter putRaw(byte[] value) {
    return putRaw(value, 0, value.length);
  }

  /** Length, then the bytes. */
  public BinaryWriter putBytes(byte[] value) {
    return putVarInt(value.length).putRaw(value);
  }

  /** Length in bytes, then UTF-8. */
  public BinaryWriter putString(String value) {
    return putBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public BinaryWriter putNullableString(@Nullable String value) {
    putBoolean(value != null);
    return value == null ? this : putString(value);
  }

  public int size() {
    return size;
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void ensure(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), bytes.length * 2));
    }
  }
}
