package dev.freshet.models;

import dev.freshet.api.RowSchema.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Shapes as a flow file writes them: {@code text}, {@code int}, {@code list of text}, {@code one of
 * a, b}, and with {@code ?} behind it what may be missing.
 */
final class ShapeWords {
  private static final Map<String, Kind> KINDS =
      Map.of(
          "text", Kind.TEXT,
          "int", Kind.INT,
          "long", Kind.LONG,
          "double", Kind.DOUBLE,
          "decimal", Kind.DECIMAL,
          "boolean", Kind.BOOLEAN,
          "date", Kind.DATE,
          "instant", Kind.INSTANT);
  private static final String LIST = "list of ";
  private static final String ONE = "one of ";

  private ShapeWords() {}

  /**
   * @throws IllegalArgumentException if a field's type is not one of these words
   */
  static JsonShape struct(Map<String, String> fields) {
    List<JsonShape.Member> members = new ArrayList<>();
    fields.forEach(
        (name, words) -> {
          boolean nullable = words.endsWith("?");
          String type = nullable ? words.substring(0, words.length() - 1).strip() : words.strip();
          members.add(new JsonShape.Member(name, shape(name, type), nullable));
        });
    return new JsonShape(Kind.STRUCT, List.of(), List.copyOf(members));
  }

  private static JsonShape shape(String name, String words) {
    if (words.startsWith(LIST)) {
      return JsonShape.list(shape(name, words.substring(LIST.length())));
    }
    if (words.startsWith(ONE)) {
      List<String> constants = List.of(words.substring(ONE.length()).strip().split("\\s*,\\s*"));
      return new JsonShape(Kind.TEXT, constants, List.of());
    }
    Kind kind = KINDS.get(words);
    if (kind == null) {
      Set<String> known = new TreeSet<>(KINDS.keySet());
      throw new IllegalArgumentException(
          "the field "
              + name
              + " is \""
              + words
              + "\"; write one of "
              + String.join(", ", known)
              + ", \"list of\" one of them, or \"one of\" and the values, and ? behind it if it may"
              + " be missing");
    }
    return JsonShape.of(kind);
  }
}
