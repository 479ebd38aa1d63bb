package dev.freshet.engine.cli;

/**
 * Text from outside, as a terminal may show it: what would move the cursor, change colours or turn
 * the direction of writing, as names of files can, is written as an escape.
 */
final class Printable {
  private static final int FIRST_MARK = 0x202A;
  private static final int LAST_MARK = 0x202E;
  private static final int FIRST_ISOLATE = 0x2066;
  private static final int LAST_ISOLATE = 0x2069;

  private Printable() {}

  /** On one line, whatever it is. */
  static String line(String text) {
    return escaped(text, false);
  }

  /** Lines stay lines. */
  static String text(String text) {
    return escaped(text, true);
  }

  private static String escaped(String text, boolean lines) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean kept = !acts(c) || lines && (c == '\n' || c == '\t');
      if (!kept && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        out.append(kept ? Character.toString(c) : escape(c));
      }
    }
    return out == null ? text : out.toString();
  }

  private static boolean acts(char c) {
    return Character.isISOControl(c)
        || c >= FIRST_MARK && c <= LAST_MARK
        || c >= FIRST_ISOLATE && c <= LAST_ISOLATE
        || Character.getType(c) == Character.LINE_SEPARATOR
        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
  }

  private static String escape(char c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted((int) c);
    };
  }
}
