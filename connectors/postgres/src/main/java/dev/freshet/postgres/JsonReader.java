package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what {@link JsonText} wrote, whatever Postgres made of its spaces and order. */
final class JsonReader {
  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if it is not a value of this type
   */
  static Object read(Type type, String json) {
    Object value = typed(type, new JsonReader(json).value());
    if (value == null) {
      throw new IllegalArgumentException("Wanted " + type.kind() + ", found null");
    }
    return value;
  }

  private static @Nullable Object typed(Type type, @Nullable Object plain) {
    if (plain == null) {
      return null;
    }
    return switch (type.kind()) {
      case STRUCT -> struct(type.fields(), (Map<?, ?>) plain);
      case LIST -> list(type.fields().get(0).type(), (List<?>) plain);
      case MAP -> map(type, (Map<?, ?>) plain);
      case VECTOR -> vector((List<?>) plain);
      default -> TextForm.parse(type.kind(), (String) plain);
    };
  }

  private static Row struct(List<Field> fields, Map<?, ?> plain) {
    List<@Nullable Object> values = new ArrayList<>();
    fields.forEach(field -> values.add(typed(field.type(), plain.get(field.name()))));
    return new Row(fields, values);
  }

  private static List<@Nullable Object> list(Type element, List<?> plain) {
    List<@Nullable Object> list = new ArrayList<>();
    plain.forEach(each -> list.add(typed(element, each)));
    return list;
  }

  private static Map<Object, @Nullable Object> map(Type type, Map<?, ?> plain) {
    Type keys = type.fields().get(0).type();
    Type values = type.fields().get(1).type();
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    plain.forEach(
        (key, value) -> map.put(TextForm.parse(keys.kind(), (String) key), typed(values, value)));
    return map;
  }

  private static float[] vector(List<?> plain) {
    float[] vector = new float[plain.size()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat((String) plain.get(i));
    }
    return vector;
  }

  /** Objects are maps, arrays are lists, null is null, and all else is the text it is. */
  private @Nullable Object value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      default -> word();
    };
  }

  private Map<String, @Nullable Object> object() {
    Map<String, @Nullable Object> object = new HashMap<>();
    at++;
    while (next() != '}') {
      String name = string();
      expect(':');
      object.put(name, value());
      skipComma();
    }
    at++;
    return object;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> array = new ArrayList<>();
    at++;
    while (next() != ']') {
      array.add(value());
      skipComma();
    }
    at++;
    return array;
  }

  private String string() {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      string.append(c == '\\' ? escaped() : c);
    }
    at++;
    return string.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    return switch (c) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      default -> c;
    };
  }

  private @Nullable String word() {
    int from = at;
    while (at < text.length() && ",]} \n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String word = text.substring(from, at);
    return word.equals("null") ? null : word;
  }

  private char next() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    if (at == text.length()) {
      throw new IllegalArgumentException("The JSON ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (next() != wanted) {
      throw new IllegalArgumentException("Wanted " + wanted + " at character " + at + " of JSON");
    }
    at++;
  }

  private void skipComma() {
    if (next() == ',') {
      at++;
    }
  }
}
