package dev.freshet.engine.cli;

import dev.freshet.engine.encoding.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The file that stands for an item: its key, with what file systems do not take written like {@code
 * %2F}, and {@code .json}. Different keys have different files, none of which is outside of the
 * directory that it is resolved against.
 */
final class ItemFileName {
  private static final String EXTENSION = ".json";
  private static final String REFUSED = "%\\:*?\"<>|";
  private static final int LONGEST_PART = 200;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private ItemFileName() {}

  static String of(String key) {
    String[] parts = key.split("/", -1);
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < parts.length - 1; i++) {
      path.append(directory(part(parts[i]))).append('/');
    }
    return path.append(part(parts[parts.length - 1])).append(EXTENSION).toString();
  }

  /** No directory is called like the file of another item. */
  private static String directory(String part) {
    return part.endsWith(EXTENSION) ? part + "%" : part;
  }

  private static String part(String part) {
    if (part.isEmpty()) {
      return "%";
    }
    if (part.equals(".") || part.equals("..")) {
      return part.replace(".", "%2E");
    }
    StringBuilder written = new StringBuilder();
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c < ' ' || c == 0x7F || REFUSED.indexOf(c) >= 0) {
        written.append('%').append(HEX.toHexDigits((byte) c));
      } else {
        written.append(c);
      }
    }
    return shortened(written.toString());
  }

  private static String shortened(String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    if (bytes.length <= LONGEST_PART) {
      return part;
    }
    int end = part.offsetByCodePoints(0, LONGEST_PART / 8);
    return part.substring(0, end) + "%" + Fingerprint.of(bytes);
  }
}
