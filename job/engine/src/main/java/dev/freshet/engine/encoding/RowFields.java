package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.util.List;

/** Rows that have no record class: what they hold is checked, and taken as it is. */
final class RowFields {
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
    Class<?> wanted = KindClasses.of(kind);
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
