package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** Rows that have no record class: what they hold is checked, and taken as it is. */
final class RowFields {
  private static final Map<Kind, Class<?>> CLASSES =
      Map.ofEntries(
          Map.entry(Kind.BOOLEAN, Boolean.class),
          Map.entry(Kind.INT, Integer.class),
          Map.entry(Kind.LONG, Long.class),
          Map.entry(Kind.FLOAT, Float.class),
          Map.entry(Kind.DOUBLE, Double.class),
          Map.entry(Kind.DECIMAL, BigDecimal.class),
          Map.entry(Kind.TEXT, String.class),
          Map.entry(Kind.BYTES, byte[].class),
          Map.entry(Kind.INSTANT, Instant.class),
          Map.entry(Kind.DATE, LocalDate.class),
          Map.entry(Kind.UUID, UUID.class),
          Map.entry(Kind.VECTOR, float[].class),
          Map.entry(Kind.STRUCT, Row.class),
          Map.entry(Kind.LIST, List.class),
          Map.entry(Kind.MAP, Map.class));

  private RowFields() {}

  /**
   * @throws IllegalArgumentException if the row has other fields, or a value does not fit its field
   */
  static List<@Nullable Object> values(List<Field> fields, Row row) {
    if (!row.fields().equals(fields)) {
      throw new IllegalArgumentException(
          "A row of the fields " + names(fields) + " was wanted, found " + names(row.fields()));
    }
    for (int i = 0; i < fields.size(); i++) {
      check(fields.get(i), row.values().get(i));
    }
    return row.values();
  }

  private static void check(Field field, @Nullable Object value) {
    Kind kind = field.type().kind();
    Class<?> wanted = Objects.requireNonNull(CLASSES.get(kind));
    if (value == null ? !field.nullable() : !wanted.isInstance(value)) {
      throw new IllegalArgumentException(
          "%s is %s and wants a %s, found %s"
              .formatted(
                  field.name(),
                  kind,
                  wanted.getSimpleName(),
                  value == null ? "null" : value.getClass().getSimpleName()));
    }
    int size = field.type().size();
    if (value instanceof float[] vector && size > 0 && vector.length != size) {
      throw new IllegalArgumentException(
          field.name() + " has " + size + " dimensions, found a vector of " + vector.length);
    }
  }

  private static List<String> names(List<Field> fields) {
    return fields.stream().map(Field::name).toList();
  }
}
