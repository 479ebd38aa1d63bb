package dev.freshet.api.internal;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** A row that is one file or object: its key is a text, and the rest of it a text or bytes. */
public final class ContentRow {
  private ContentRow() {}

  /**
   * @param place what the message begins with
   * @param type of the target
   * @throws IllegalArgumentException if rows of this schema are others
   */
  public static void check(String place, String type, RowSchema schema) {
    if (!has(schema.key(), Set.of(Kind.TEXT))
        || !has(schema.value(), Set.of(Kind.TEXT, Kind.BYTES))) {
      throw new IllegalArgumentException(
          "%s: a row of %s has one key component, text, and one other, text or bytes, neither of them nullable; found the key %s and beside it %s"
              .formatted(place, type, words(schema.key()), words(schema.value())));
    }
  }

  private static boolean has(List<Field> fields, Set<Kind> kinds) {
    return fields.size() == 1
        && kinds.contains(fields.get(0).type().kind())
        && !fields.get(0).nullable();
  }

  private static List<String> words(List<Field> fields) {
    return fields.stream()
        .map(
            field ->
                (field.nullable() ? "nullable " : "") + field.type().kind() + " " + field.name())
        .toList();
  }

  /**
   * The content, a text in UTF-8.
   *
   * @return null for a text that has half of a surrogate pair, which UTF-8 cannot say
   */
  public static byte @Nullable [] bytes(Row value) {
    Object content = value.values().get(0);
    if (content instanceof byte[] bytes) {
      return bytes;
    }
    String text = (String) content;
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new String(bytes, StandardCharsets.UTF_8).equals(text) ? bytes : null;
  }
}
