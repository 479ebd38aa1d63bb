package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.postgresql.copy.CopyIn;

/**
 * Writes rows in the binary format of COPY, as Postgres' manual describes it, and values as the
 * receive functions of their types read them.
 */
final class CopyRows {
  private static final byte[] HEAD =
      "PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int AT_ONCE = 64 * 1024;
  private static final long EPOCH_SECONDS = 946_684_800;
  private static final long EPOCH_DAY = 10_957;
  private static final int REAL = 700;

  private final CopyIn copy;
  private byte[] buffer = new byte[2 * AT_ONCE];
  private int size;

  private CopyRows(CopyIn copy) {
    this.copy = copy;
  }

  static void write(CopyIn copy, List<Column> columns, List<StoredRow> rows)
      throws SQLException, InterruptedException {
    CopyRows out = new CopyRows(copy);
    out.putRaw(HEAD);
    for (StoredRow row : rows) {
      out.put(columns, row);
    }
    out.putShort(-1);
    out.flush();
    copy.endCopy();
  }

  private void put(List<Column> columns, StoredRow row) throws SQLException, InterruptedException {
    putShort(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      put(columns.get(i).wire(), row.values()[i]);
    }
    if (size > AT_ONCE) {
      Session.stopIfInterrupted();
      flush();
    }
  }

  private void flush() throws SQLException {
    copy.writeToCopy(buffer, 0, size);
    size = 0;
  }

  private void put(Wire wire, @Nullable Object value) throws SQLException {
    if (value == null) {
      putInt(-1);
      return;
    }
    switch (wire) {
      case BOOLEAN -> putSized(1).putByte((Boolean) value ? 1 : 0);
      case INT -> putSized(4).putInt((Integer) value);
      case LONG -> putSized(8).putLong((Long) value);
      case FLOAT -> putSized(4).putInt(Float.floatToIntBits((Float) value));
      case DOUBLE -> putSized(8).putLong(Double.doubleToLongBits((Double) value));
      case DECIMAL -> BinaryNumeric.of((BigDecimal) value).write(this);
      case TEXT -> putBytes(utf8(value));
      case BYTES -> putBytes((byte[]) value);
      case INSTANT -> putSized(8).putLong(microseconds((Instant) value));
      case DATE -> putSized(4).putInt((int) (((LocalDate) value).toEpochDay() - EPOCH_DAY));
      case UUID -> putUuid((UUID) value);
      case JSON -> putJson(utf8(value));
      case VECTOR -> putVector((float[]) value);
      case HALFVEC -> putHalves((float[]) value);
      case REALS -> putReals((float[]) value);
    }
  }

  private static byte[] utf8(Object text) {
    return ((String) text).getBytes(StandardCharsets.UTF_8);
  }

  private static long microseconds(Instant instant) {
    return (instant.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + instant.getNano() / 1000;
  }

  private void putUuid(UUID uuid) {
    putSized(16).putLong(uuid.getMostSignificantBits());
    putLong(uuid.getLeastSignificantBits());
  }

  /** The version of the format, then text. */
  private void putJson(byte[] json) throws SQLException {
    putSized(json.length + 1).putByte(1);
    putRaw(json);
  }

  /** The number of dimensions, an unused number, the numbers. */
  private void putVector(float[] vector) {
    putSized(4 + 4 * vector.length).putShort(vector.length);
    putShort(0);
    ensure(4 * vector.length);
    for (float number : vector) {
      writeInt(size, Float.floatToIntBits(number));
      size += 4;
    }
  }

  private void putHalves(float[] vector) {
    putSized(4 + 2 * vector.length).putShort(vector.length);
    putShort(0);
    for (float number : vector) {
      putShort(HalfFloat.bits(number));
    }
  }

  /** One dimension, no nulls, of reals, so many, from 1; then each with its size. */
  private void putReals(float[] vector) {
    putSized(20 + 8 * vector.length).putInt(1).putInt(0).putInt(REAL);
    putInt(vector.length).putInt(1);
    ensure(8 * vector.length);
    for (float number : vector) {
      writeInt(size, 4);
      writeInt(size + 4, Float.floatToIntBits(number));
      size += 8;
    }
  }

  private void putBytes(byte[] bytes) throws SQLException {
    putInt(bytes.length).putRaw(bytes);
  }

  /** What follows takes so many bytes. */
  CopyRows putSized(int bytes) {
    return putInt(bytes);
  }

  private CopyRows putByte(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
    return this;
  }

  CopyRows putShort(int value) {
    ensure(2);
    buffer[size++] = (byte) (value >> 8);
    buffer[size++] = (byte) value;
    return this;
  }

  private CopyRows putInt(int value) {
    ensure(4);
    writeInt(size, value);
    size += 4;
    return this;
  }

  private void writeInt(int at, int value) {
    buffer[at] = (byte) (value >> 24);
    buffer[at + 1] = (byte) (value >> 16);
    buffer[at + 2] = (byte) (value >> 8);
    buffer[at + 3] = (byte) value;
  }

  private void putLong(long value) {
    putInt((int) (value >> 32)).putInt((int) value);
  }

  private void putRaw(byte[] bytes) throws SQLException {
    if (bytes.length > AT_ONCE) {
      flush();
      copy.writeToCopy(bytes, 0, bytes.length);
      return;
    }
    ensure(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
  }

  private void ensure(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(size + more, size + size / 2));
    }
  }
}
