package dev.freshet.splittext;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A text in UTF-8, and which character each byte belongs to. Half a surrogate pair is a question
 * mark, one byte for one character.
 */
final class Utf8 {
  private final byte[] bytes;
  private final int[] characters;

  Utf8(String text) {
    bytes = text.getBytes(UTF_8);
    characters = bytes.length == text.length() ? new int[0] : characters(text, bytes.length);
  }

  private static int[] characters(String text, int length) {
    int[] characters = new int[length + 1];
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int from = at;
      char c = text.charAt(i);
      int start = i;
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        at += 4;
        i++;
      } else {
        at += c < 0x80 || Character.isSurrogate(c) ? 1 : c < 0x800 ? 2 : 3;
      }
      for (int b = from; b < at; b++) {
        characters[b] = start;
      }
    }
    characters[length] = text.length();
    return characters;
  }

  /** The index in the text of the character that has this byte; its length for the end. */
  int character(int index) {
    return characters.length == 0 ? index : characters[index];
  }

  String text(int start, int end) {
    return new String(bytes, start, end - start, UTF_8);
  }

  /** Fills the buffer from the offset on, and returns how many bytes that are. */
  int read(byte[] buffer, int offset) {
    int length = Math.max(0, Math.min(buffer.length, bytes.length - offset));
    System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, length);
    return length;
  }
}
