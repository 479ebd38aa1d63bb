package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts what a test saw into words that a terminal can show. */
final class Texts {
  private static final int LONGEST = 120;
  private static final int MOST = 5;

  private Texts() {}

  /** In quotes if it is text, characters that cannot be seen escaped, the middle of it left out. */
  static String quoted(@Nullable Object value) {
    String text =
        value instanceof String string
            ? "\"" + string + "\""
            : value instanceof byte[] bytes ? Arrays.toString(bytes) : String.valueOf(value);
    return shortened(text).codePoints().mapToObj(Texts::visible).collect(Collectors.joining());
  }

  /** The first few, and how many more there are. */
  static <T> String listed(List<T> all, Function<T, String> words) {
    String first = all.stream().limit(MOST).map(words).collect(Collectors.joining(", "));
    return all.size() <= MOST ? first : first + " and " + (all.size() - MOST) + " more";
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST
        ? text
        : text.substring(0, LONGEST / 2)
            + "... ("
            + text.length()
            + " characters) ..."
            + text.substring(text.length() - LONGEST / 4);
  }

  private static String visible(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE
        ? String.format(Locale.ROOT, "\\u%04x", character)
        : Character.toString(character);
  }
}
