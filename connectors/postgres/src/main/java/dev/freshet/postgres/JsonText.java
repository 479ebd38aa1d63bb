package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Nested values as JSON. Times, dates and UUIDs are texts, bytes are Base64, and so are those
 * numbers that JSON has no form for: NaN, the infinities and -0.0.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Type type, Object value) {
    JsonText json = new JsonText();
    json.write(type, value);
    return json.out.toString();
  }

  private void write(Type type, @Nullable Object value) {
    if (value == null) {
      out.append("null");
      return;
    }
    switch (type.kind()) {
      case BOOLEAN, INT, LONG -> out.append(value);
      case FLOAT, DOUBLE -> number((Number) value);
      case DECIMAL -> out.append(((BigDecimal) value).toPlainString());
      case VECTOR -> vector((float[]) value);
      case STRUCT -> struct((Row) value);
      case LIST -> list(type.fields().get(0), (List<?>) value);
      case MAP -> map(type, (Map<?, ?>) value);
      default -> text(TextForm.of(type, value));
    }
  }

  private void number(Number number) {
    double value = number.doubleValue();
    if (Double.isFinite(value) && Double.compare(value, -0.0) != 0) {
      out.append(number);
    } else {
      text(number.toString());
    }
  }

  private void vector(float[] vector) {
    char before = '[';
    for (float number : vector) {
      out.append(before);
      number(number);
      before = ',';
    }
    out.append(vector.length == 0 ? "[]" : "]");
  }

  private void struct(Row row) {
    out.append('{');
    for (int i = 0; i < row.fields().size(); i++) {
      Field field = row.fields().get(i);
      out.append(i == 0 ? "" : ",");
      text(field.name());
      out.append(':');
      write(field.type(), row.values().get(i));
    }
    out.append('}');
  }

  private void list(Field element, List<?> list) {
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i == 0 ? "" : ",");
      write(element.type(), list.get(i));
    }
    out.append(']');
  }

  private void map(Type type, Map<?, ?> map) {
    Type keys = type.fields().get(0).type();
    out.append('{');
    String before = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(before);
      text(TextForm.of(keys, Objects.requireNonNull(entry.getKey())));
      out.append(':');
      write(type.fields().get(1).type(), entry.getValue());
      before = ",";
    }
    out.append('}');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u00").append(c < 16 ? '0' : '1').append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Whether JSON objects can have keys of this kind. */
  static boolean canBeKey(Kind kind) {
    return TextForm.isSimple(kind);
  }
}
