package dev.freshet.postgres;

import dev.freshet.api.Row;
import java.util.stream.Collectors;

/** A row's key as a person reads it. */
final class RowName {
  private static final int MOST_CHARACTERS = 80;

  private RowName() {}

  static String of(Row key) {
    return key.values().stream()
        .map(value -> readable(String.valueOf(value)))
        .collect(Collectors.joining(", ", "row ", ""));
  }

  private static String readable(String text) {
    String cut = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "…" : text;
    StringBuilder out = new StringBuilder("\"");
    cut.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }
}
