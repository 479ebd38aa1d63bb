package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;

/** The types that hold no others. */
final class SimpleTypes {
  private static final Map<Class<?>, Conversion> CONVERSIONS = conversions();

  private SimpleTypes() {}

  static @Nullable Conversion find(Class<?> type) {
    return type.isEnum() ? Constants.of(type) : CONVERSIONS.get(type);
  }

  private static Map<Class<?>, Conversion> conversions() {
    Map<Class<?>, Conversion> all = new HashMap<>();
    all.put(boolean.class, new AsItIs(Kind.BOOLEAN, Boolean.class));
    all.put(int.class, new AsItIs(Kind.INT, Integer.class));
    all.put(long.class, new AsItIs(Kind.LONG, Long.class));
    all.put(float.class, new AsItIs(Kind.FLOAT, Float.class));
    all.put(double.class, new AsItIs(Kind.DOUBLE, Double.class));
    all.put(byte.class, new Narrow("byte", Byte.MIN_VALUE, Byte.MAX_VALUE, i -> (byte) i));
    all.put(short.class, new Narrow("short", Short.MIN_VALUE, Short.MAX_VALUE, i -> (short) i));
    all.put(char.class, new OneCharacter());
    all.put(Boolean.class, all.get(boolean.class));
    all.put(Integer.class, all.get(int.class));
    all.put(Long.class, all.get(long.class));
    all.put(Float.class, all.get(float.class));
    all.put(Double.class, all.get(double.class));
    all.put(Byte.class, all.get(byte.class));
    all.put(Short.class, all.get(short.class));
    all.put(Character.class, all.get(char.class));
    all.put(String.class, new AsItIs(Kind.TEXT, String.class));
    all.put(byte[].class, new AsItIs(Kind.BYTES, byte[].class));
    all.put(BigDecimal.class, new AsItIs(Kind.DECIMAL, BigDecimal.class));
    all.put(Instant.class, new AsItIs(Kind.INSTANT, Instant.class));
    all.put(LocalDate.class, new AsItIs(Kind.DATE, LocalDate.class));
    all.put(UUID.class, new AsItIs(Kind.UUID, UUID.class));
    return all;
  }

  private record AsItIs(Type type, Class<?> rowClass) implements Conversion {
    AsItIs(Kind kind, Class<?> rowClass) {
      this(Type.of(kind), rowClass);
    }

    @Override
    public Object toRow(Object value, String path) {
      return value;
    }

    @Override
    public Object toJava(Object value, String path) {
      return value;
    }
  }

  private record Narrow(String name, int smallest, int largest, IntFunction<Object> narrowed)
      implements Conversion {
    @Override
    public Type type() {
      return Type.of(Kind.INT);
    }

    @Override
    public Class<?> rowClass() {
      return Integer.class;
    }

    @Override
    public Object toRow(Object value, String path) {
      return ((Number) value).intValue();
    }

    @Override
    public Object toJava(Object value, String path) {
      int number = (Integer) value;
      if (number < smallest || number > largest) {
        throw new IllegalArgumentException(
            "%s is a %s, the row holds %d".formatted(path, name, number));
      }
      return narrowed.apply(number);
    }
  }

  private record OneCharacter() implements Conversion {
    @Override
    public Type type() {
      return Type.of(Kind.TEXT);
    }

    @Override
    public Class<?> rowClass() {
      return String.class;
    }

    @Override
    public Object toRow(Object value, String path) {
      return value.toString();
    }

    @Override
    public Object toJava(Object value, String path) {
      String text = (String) value;
      if (text.length() != 1) {
        throw new IllegalArgumentException(
            "%s is a char, the row holds %d characters".formatted(path, text.length()));
      }
      return text.charAt(0);
    }
  }

  private record Constants(Map<String, Object> byName) implements Conversion {
    static Constants of(Class<?> type) {
      Map<String, Object> byName = new LinkedHashMap<>();
      for (Object constant : type.getEnumConstants()) {
        byName.put(((Enum<?>) constant).name(), constant);
      }
      return new Constants(byName);
    }

    @Override
    public Type type() {
      return Type.of(Kind.TEXT);
    }

    @Override
    public Class<?> rowClass() {
      return String.class;
    }

    @Override
    public Object toRow(Object value, String path) {
      return ((Enum<?>) value).name();
    }

    @Override
    public Object toJava(Object value, String path) {
      Object constant = byName.get(value);
      if (constant == null) {
        throw new IllegalArgumentException(
            "%s is one of %s, the row holds %s".formatted(path, byName.keySet(), value));
      }
      return constant;
    }
  }
}
