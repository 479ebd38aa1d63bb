package dev.freshet.api;

import dev.freshet.api.internal.CanonicalEncoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.UUID;

/**
 * A row, key or nested record without its Java class: values in the order of the fields, as {@link
 * RowSchema.Kind} says. Equality is deep, arrays included. The arrays inside must not be changed.
 */
public record Row(List<RowSchema.Field> fields, List<@Nullable Object> values) {
  public Row {
    fields = List.copyOf(fields);
    values = Collections.unmodifiableList(new ArrayList<>(values));
    if (fields.size() != values.size()) {
      throw new IllegalArgumentException(
          "A row of " + fields.size() + " fields was given " + values.size() + " values");
    }
  }

  /**
   * @throws NoSuchElementException if there is no such field, listing those there are
   */
  public @Nullable Object get(String name) {
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        return values.get(i);
      }
    }
    throw new NoSuchElementException(
        "No field " + name + " among " + fields.stream().map(RowSchema.Field::name).toList());
  }

  /**
   * A UUID that depends on the names and values alone and differs whenever they do, for systems
   * whose points need one: the first 128 bits of SHA-256 over the canonical encoding, with the
   * version and variant bits of RFC 9562 (version 8).
   */
  public UUID id() {
    return CanonicalEncoding.uuid(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Row row
        && fields.equals(row.fields)
        && Arrays.deepEquals(values.toArray(), row.values.toArray());
  }

  @Override
  public int hashCode() {
    return 31 * Objects.hashCode(fields) + Arrays.deepHashCode(values.toArray());
  }
}
