package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;

/**
 * A record component, or what a list or map holds.
 *
 * @param path where it stands, from the outermost record on, as in {@code Page.meta.tags[]}
 */
record Component(String path, Field field, Conversion conversion) {

  @Nullable
  Object toRow(@Nullable Object value) {
    return value == null ? absent("") : conversion.toRow(value, path);
  }

  @Nullable
  Object toJava(@Nullable Object value) {
    if (value == null) {
      return absent(" in the row");
    }
    if (!conversion.rowClass().isInstance(value)) {
      throw new IllegalArgumentException(
          "%s wants %s as %s, the row holds %s"
              .formatted(
                  path,
                  conversion.type().kind(),
                  conversion.rowClass().getSimpleName(),
                  value.getClass().getSimpleName()));
    }
    return conversion.toJava(value, path);
  }

  private @Nullable Object absent(String where) {
    if (!field.nullable()) {
      throw new IllegalArgumentException(
          path + " is null" + where + "; give it a value or mark it @Nullable");
    }
    return null;
  }
}
