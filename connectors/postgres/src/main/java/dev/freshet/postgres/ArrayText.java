package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.util.List;

/** Arrays as Postgres reads them from text. */
final class ArrayText {
  private final StringBuilder text = new StringBuilder("{");

  static String of(List<String> elements) {
    ArrayText array = new ArrayText();
    elements.forEach(array::add);
    return array.toString();
  }

  void add(@Nullable String element) {
    if (text.length() > 1) {
      text.append(',');
    }
    if (element == null) {
      text.append("NULL");
    } else {
      quote(element);
    }
  }

  private void quote(String element) {
    text.append('"');
    for (int i = 0; i < element.length(); i++) {
      char c = element.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\');
      }
      text.append(c);
    }
    text.append('"');
  }

  /** The array as it is now; more may be added. */
  @Override
  public String toString() {
    return text + "}";
  }
}
