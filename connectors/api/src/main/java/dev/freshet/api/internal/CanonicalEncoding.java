package dev.freshet.api.internal;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The one encoding of row values. For given fields it is injective (every part has a fixed size or
 * its length in front) and canonical (equal values give equal bytes: maps are ordered by encoded
 * key, all NaN are one), so that its SHA-256 can serve as a fingerprint.
 */
public final class CanonicalEncoding {
  private CanonicalEncoding() {}

  public static byte[] encode(List<Field> fields, List<@Nullable Object> values) {
    BinaryWriter out = new BinaryWriter(128);
    write(fields, values, out);
    return out.toByteArray();
  }

  /** Appends what {@link #encode} returns. */
  public static void write(List<Field> fields, List<@Nullable Object> values, BinaryWriter out) {
    writeFields(fields, values, out);
  }

  /**
   * @throws IllegalArgumentException if the bytes are not values of these fields
   */
  public static Row decode(List<Field> fields, byte[] bytes) {
    return read(fields, new BinaryReader(bytes));
  }

  /**
   * Reads what is left as {@link #decode} does.
   *
   * @throws IllegalArgumentException if that is not values of these fields
   */
  public static Row read(List<Field> fields, BinaryReader in) {
    try {
      Row row = readFields(fields, in);
      in.expectEnd();
      return row;
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("Malformed: " + e.getMessage(), e);
    }
  }

  /** Names and types, which together with {@link #encode} say everything about a {@link Row}. */
  public static void writeSchema(List<Field> fields, BinaryWriter out) {
    out.putVarInt(fields.size());
    for (Field field : fields) {
      out.putString(field.name()).putByte(code(field.type().kind()));
      out.putVarInt(field.type().size()).putBoolean(field.nullable());
      writeSchema(field.type().fields(), out);
    }
  }

  public static UUID uuid(Row row) {
    BinaryWriter out = new BinaryWriter(128);
    writeSchema(row.fields(), out);
    writeFields(row.fields(), row.values(), out);
    ByteBuffer hash = ByteBuffer.wrap(sha256().digest(out.toByteArray()));
    long high = hash.getLong() & ~0xF000L | 0x8000L;
    long low = hash.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
    return new UUID(high, low);
  }

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("Every JDK has SHA-256", e);
    }
  }

  private static void writeFields(
      List<Field> fields, List<@Nullable Object> values, BinaryWriter out) {
    for (int i = 0; i < fields.size(); i++) {
      writeField(fields.get(i), values.get(i), out);
    }
  }

  private static void writeField(Field field, @Nullable Object value, BinaryWriter out) {
    if (field.nullable()) {
      out.putBoolean(value != null);
    } else if (value == null) {
      throw new IllegalArgumentException(field.name() + " is null and not @Nullable");
    }
    if (value != null) {
      writeValue(field, value, out);
    }
  }

  private static void writeValue(Field field, Object value, BinaryWriter out) {
    Type type = field.type();
    switch (type.kind()) {
      case BOOLEAN -> out.putBoolean((Boolean) value);
      case INT -> out.putInt((Integer) value);
      case LONG -> out.putLong((Long) value);
      case FLOAT -> out.putInt(Float.floatToIntBits((Float) value));
      case DOUBLE -> out.putLong(Double.doubleToLongBits((Double) value));
      case DECIMAL -> {
        BigDecimal decimal = (BigDecimal) value;
        out.putInt(decimal.scale()).putBytes(decimal.unscaledValue().toByteArray());
      }
      case TEXT -> out.putString(wellFormed(field, (String) value));
      case BYTES -> out.putBytes((byte[]) value);
      case INSTANT -> {
        Instant instant = (Instant) value;
        out.putLong(instant.getEpochSecond()).putInt(instant.getNano());
      }
      case DATE -> out.putLong(((LocalDate) value).toEpochDay());
      case UUID -> {
        UUID uuid = (UUID) value;
        out.putLong(uuid.getMostSignificantBits()).putLong(uuid.getLeastSignificantBits());
      }
      case VECTOR -> writeVector(field, (float[]) value, out);
      case STRUCT -> writeFields(type.fields(), ((Row) value).values(), out);
      case LIST -> {
        List<?> list = (List<?>) value;
        out.putVarInt(list.size());
        list.forEach(element -> writeField(type.fields().get(0), element, out));
      }
      case MAP -> writeMap(type, (Map<?, ?>) value, out);
    }
  }

  /** UTF-8 has no form for half a surrogate pair; replaced by a question mark it would be one. */
  private static String wellFormed(Field field, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (Character.charCount(text.codePointAt(i)) == 1) {
          throw new IllegalArgumentException(
              field.name()
                  + " holds half a character at index "
                  + i
                  + " (a surrogate without its partner); was it cut within a character?");
        }
        i++;
      }
    }
    return text;
  }

  private static void writeVector(Field field, float[] vector, BinaryWriter out) {
    int size = field.type().size();
    if (size == 0) {
      out.putVarInt(vector.length);
    } else if (vector.length != size) {
      throw new IllegalArgumentException(
          field.name() + " has " + size + " dimensions, found a vector of " + vector.length);
    }
    out.putFloats(vector);
  }

  private static void writeMap(Type type, Map<?, ?> map, BinaryWriter out) {
    record Entry(byte[] key, byte[] value) {}
    List<Entry> entries = new ArrayList<>(map.size());
    map.forEach(
        (key, value) -> {
          BinaryWriter keyOut = new BinaryWriter();
          writeField(type.fields().get(0), key, keyOut);
          BinaryWriter valueOut = new BinaryWriter();
          writeField(type.fields().get(1), value, valueOut);
          entries.add(new Entry(keyOut.toByteArray(), valueOut.toByteArray()));
        });
    entries.sort((a, b) -> Arrays.compareUnsigned(a.key, b.key));
    out.putVarInt(entries.size());
    entries.forEach(entry -> out.putRaw(entry.key).putRaw(entry.value));
  }

  private static Row readFields(List<Field> fields, BinaryReader in) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(readField(field, in));
    }
    return new Row(fields, values);
  }

  private static @Nullable Object readField(Field field, BinaryReader in) {
    return field.nullable() && !in.getBoolean() ? null : readValue(field.type(), in);
  }

  private static Object readValue(Type type, BinaryReader in) {
    return switch (type.kind()) {
      case BOOLEAN -> in.getBoolean();
      case INT -> in.getInt();
      case LONG -> in.getLong();
      case FLOAT -> Float.intBitsToFloat(in.getInt());
      case DOUBLE -> Double.longBitsToDouble(in.getLong());
      case DECIMAL -> {
        int scale = in.getInt();
        yield new BigDecimal(new BigInteger(in.getBytes()), scale);
      }
      case TEXT -> in.getString();
      case BYTES -> in.getBytes();
      case INSTANT -> {
        long seconds = in.getLong();
        yield Instant.ofEpochSecond(seconds, in.getInt());
      }
      case DATE -> LocalDate.ofEpochDay(in.getLong());
      case UUID -> {
        long high = in.getLong();
        yield new UUID(high, in.getLong());
      }
      case VECTOR -> in.getFloats(type.size() == 0 ? in.getCount() : type.size());
      case STRUCT -> readFields(type.fields(), in);
      case LIST -> {
        int size = in.getCount();
        List<@Nullable Object> list = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
          list.add(readField(type.fields().get(0), in));
        }
        yield list;
      }
      case MAP -> {
        int size = in.getCount();
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
          Object key = readField(type.fields().get(0), in);
          map.put(key, readField(type.fields().get(1), in));
        }
        yield map;
      }
    };
  }

  /** Written in fingerprints, so it must not follow the order of the enum. */
  private static int code(Kind kind) {
    return switch (kind) {
      case BOOLEAN -> 1;
      case INT -> 2;
      case LONG -> 3;
      case FLOAT -> 4;
      case DOUBLE -> 5;
      case DECIMAL -> 6;
      case TEXT -> 7;
      case BYTES -> 8;
      case INSTANT -> 9;
      case DATE -> 10;
      case UUID -> 11;
      case VECTOR -> 12;
      case STRUCT -> 13;
      case LIST -> 14;
      case MAP -> 15;
    };
  }
}
