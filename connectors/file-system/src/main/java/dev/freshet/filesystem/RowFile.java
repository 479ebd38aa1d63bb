package dev.freshet.filesystem;

import dev.freshet.api.internal.RowRefused;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Where a row's file is below the target's directory, decided from the key alone. */
final class RowFile {
  /** What files are named before they get their own name; as those of {@code local-directory}. */
  static final String TEMPORARY = ".freshet-tmp-";

  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_KEY = 4000;
  private static final int LONGEST_OBJECT = 1024;
  private static final int SHOWN = 80;
  private static final Set<String> NO_NAMES = Set.of("", ".", "..");

  private RowFile() {}

  static boolean isTemporary(String path) {
    return path.startsWith(TEMPORARY, path.lastIndexOf('/') + 1);
  }

  /** The path below the directory. */
  static String of(Location location, String key, String extension) throws RowRefused {
    if (key.isEmpty()) {
      throw new RowRefused("the key is empty; it must name a file");
    }
    if (key.startsWith("/")) {
      throw refused(key, "begins with /; it must be relative to the target's directory");
    }
    if (!key.codePoints().allMatch(RowFile::isPossible)) {
      throw refused(
          key,
          "has a backslash, a control character or half of one, which no file's name may have");
    }
    if (bytes(key) > LONGEST_KEY) {
      throw refused(key, "is longer than " + LONGEST_KEY + " bytes");
    }
    for (String name : key.split("/", -1)) {
      if (NO_NAMES.contains(name)) {
        throw refused(key, "has the name \"" + name + "\" in it, which no row's file can have");
      }
      if (name.startsWith(TEMPORARY)) {
        throw refused(key, "has a name that begins with " + TEMPORARY + ", as temporary files do");
      }
    }
    String path = key + extension;
    checkLength(location, key, path);
    return path;
  }

  private static void checkLength(Location location, String key, String path) throws RowRefused {
    if (location.isObjectStore()) {
      int length = bytes(location.path() + "/" + path);
      if (length > LONGEST_OBJECT) {
        throw refused(
            key,
            "needs an object name of "
                + length
                + " bytes; at most "
                + LONGEST_OBJECT
                + " are possible");
      }
    }
    for (String name : path.split("/", -1)) {
      int length = bytes(name);
      if (length > LONGEST_NAME) {
        throw refused(
            key,
            "needs a file name of " + length + " bytes; at most " + LONGEST_NAME + " are possible");
      }
    }
  }

  private static boolean isPossible(int c) {
    boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return !isSurrogate && !Character.isISOControl(c) && c != '\\' && c != 0xFFFE && c != 0xFFFF;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static RowRefused refused(String key, String what) {
    String shown = key.length() <= SHOWN ? key : key.substring(0, SHOWN) + "...";
    return new RowRefused("the key \"" + shown.replace("\0", "\\0") + "\" " + what);
  }
}
