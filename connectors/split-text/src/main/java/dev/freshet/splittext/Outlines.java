package dev.freshet.splittext;

import dev.freshet.splittext.Outline.Section;

/** Finds the structure of texts. */
final class Outlines {
  /** Longer sources are not looked into: a file of data in disguise must not take minutes. */
  private static final int LONGEST_CODE = 2_000_000;

  private Outlines() {}

  static Outline of(Format format, String text, int size) {
    if (format == Format.MARKDOWN) {
      return MarkdownOutline.of(text);
    }
    if (format.isCode() && text.length() <= LONGEST_CODE) {
      return CodeOutline.of(format, text, size);
    }
    Outline plain = new Outline(!format.isCode());
    plain.sections().add(new Section(0, text.length(), 0));
    return plain;
  }
}
