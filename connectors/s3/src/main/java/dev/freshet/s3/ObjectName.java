package dev.freshet.s3;

import dev.freshet.api.internal.RowRefused;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Where a row's object is in the bucket, decided from the key alone. */
final class ObjectName {
  private static final int LONGEST = 1024;
  private static final int SHOWN = 80;
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  private ObjectName() {}

  static String of(String prefix, String key, String extension) throws RowRefused {
    if (key.isEmpty()) {
      throw new RowRefused("the key is empty; it must name an object");
    }
    if (!key.codePoints().allMatch(ObjectName::isPossible)) {
      throw refused(key, "has a character that the lists of S3 cannot say");
    }
    for (String name : key.split("/", -1)) {
      if (NO_NAMES.contains(name)) {
        throw refused(key, "has the name \"" + name + "\" in it, which many services change");
      }
    }
    String object = prefix + key + extension;
    int length = object.getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw refused(
          key,
          "needs an object name of " + length + " bytes; at most " + LONGEST + " are possible");
    }
    return object;
  }

  /** The characters of XML 1.0, in which deletions are sent. */
  private static boolean isPossible(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || c >= ' ' && c < Character.MIN_SURROGATE
        || c > Character.MAX_SURROGATE && c < 0xFFFE
        || c > 0xFFFF;
  }

  private static RowRefused refused(String key, String what) {
    String shown = key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "...";
    return new RowRefused("the key \"" + shown.replace("\0", "\\0") + "\" " + what);
  }
}
