package dev.freshet.splittext;

/** How good a place in a text is to cut it, by the characters around it. */
final class Breaks {
  static final int NONE = 0;
  static final int WORD = 1;
  static final int LINE = 3;
  static final int SENTENCE = 4;
  static final int PARAGRAPH = 6;

  /** Of these, content decides which one is taken, so that places stay after an edit elsewhere. */
  static final int BY_CONTENT = LINE;

  private static final String SENTENCE_ENDS = ".!?:;";
  private static final String WIDE_SENTENCE_ENDS = "。！？；";

  private Breaks() {}

  /**
   * Of the place before this character.
   *
   * @param position after the first character of the text and before its end
   */
  static int level(String text, int position, boolean prose) {
    char before = text.charAt(position - 1);
    if (before == '\n' || before == '\r') {
      return afterLine(text, position, prose);
    }
    if (before == ' ' || before == '\t') {
      if (Character.isWhitespace(text.charAt(position))) {
        return NONE;
      }
      boolean sentence =
          prose && position > 1 && SENTENCE_ENDS.indexOf(text.charAt(position - 2)) >= 0;
      return sentence ? SENTENCE : WORD;
    }
    if (before >= 0x3000) {
      return WIDE_SENTENCE_ENDS.indexOf(before) >= 0 ? SENTENCE : NONE;
    }
    return NONE;
  }

  private static int afterLine(String text, int position, boolean prose) {
    int i = position - 1;
    if (text.charAt(i) == '\r' && text.charAt(position) == '\n') {
      return NONE;
    }
    int lines = 0;
    while (i >= 0 && Character.isWhitespace(text.charAt(i))) {
      if (text.charAt(i) == '\n') {
        lines++;
      }
      i--;
    }
    if (lines > 1) {
      return PARAGRAPH;
    }
    boolean sentence = prose && i >= 0 && SENTENCE_ENDS.indexOf(text.charAt(i)) >= 0;
    return sentence ? SENTENCE + 1 : LINE;
  }

  /** Of what follows the place; the place with the smallest number is taken. */
  static int content(String text, int position, int end) {
    int hash = 17;
    int to = Math.min(end, position + 48);
    for (int i = position; i < to; i++) {
      hash = 31 * hash + text.charAt(i);
    }
    hash ^= hash >>> 15;
    hash *= 0x2c1b3c6d;
    return hash ^ hash >>> 12;
  }
}
