package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.List;

/** Keys of items: the text of one key column, or a JSON array of the texts of several. */
final class ItemKeys {
  private static final Type TEXTS =
      new Type(Kind.LIST, 0, List.of(new Field("element", Type.of(Kind.TEXT), false)));

  private ItemKeys() {}

  static String of(List<String> texts) {
    return texts.size() == 1 ? texts.get(0) : JsonText.of(TEXTS, texts);
  }

  /** Null if no row can have this key. */
  static @Nullable List<String> parse(String key, int columns) {
    if (key.indexOf('\0') >= 0) {
      return null;
    }
    if (columns == 1) {
      return List.of(key);
    }
    try {
      List<String> texts =
          ((List<?>) JsonReader.read(TEXTS, key)).stream().map(String.class::cast).toList();
      boolean fits = texts.size() == columns && of(texts).equals(key);
      return fits && texts.stream().noneMatch(text -> text.indexOf('\0') >= 0) ? texts : null;
    } catch (RuntimeException noSuchArray) {
      return null;
    }
  }
}
