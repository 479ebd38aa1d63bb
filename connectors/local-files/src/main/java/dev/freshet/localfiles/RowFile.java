package dev.freshet.localfiles;

import dev.freshet.api.internal.RowRefused;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where a row's file is below the target's directory, decided from the key alone, in the same way
 * on every platform.
 */
record RowFile(List<String> directories, String name) {
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_KEY = 4000;

  static RowFile of(String key, String extension) throws RowRefused {
    if (key.isEmpty()) {
      throw new RowRefused("the key is empty; it must name a file");
    }
    if (key.startsWith("/")) {
      throw refused(key, "begins with /; it must be relative to the target's directory");
    }
    if (key.indexOf('\\') >= 0) {
      throw refused(key, "has a backslash; names are parted by /");
    }
    if (key.indexOf('\0') >= 0) {
      throw refused(key.replace("\0", "\\0"), "has a NUL, which no file name can have");
    }
    if (key.length() > LONGEST_KEY || bytes(key) > LONGEST_KEY) {
      throw refused(key.substring(0, 80) + "...", "is longer than " + LONGEST_KEY + " bytes");
    }
    String path = key + extension;
    for (String name : key.split("/", -1)) {
      checkName(key, name);
    }
    List<String> names = List.of(path.split("/", -1));
    for (String name : names) {
      checkLength(key, name);
    }
    checkEncoding(key, path);
    return new RowFile(names.subList(0, names.size() - 1), names.get(names.size() - 1));
  }

  private static void checkName(String key, String name) throws RowRefused {
    if (name.isEmpty() || name.equals(".") || name.equals("..")) {
      throw refused(key, "has the name \"" + name + "\" in it, which no row's file can have");
    }
    if (name.startsWith(TemporaryName.PREFIX)) {
      throw refused(
          key, "has a name that begins with " + TemporaryName.PREFIX + ", as temporary files do");
    }
  }

  private static void checkLength(String key, String name) throws RowRefused {
    int length = bytes(name);
    if (length > LONGEST_NAME) {
      throw refused(
          key,
          "needs a file name of " + length + " bytes; at most " + LONGEST_NAME + " are possible");
    }
  }

  private static void checkEncoding(String key, String path) throws RowRefused {
    try {
      if (Path.of(path).isAbsolute()) {
        throw refused(key, "is absolute; it must be relative to the target's directory");
      }
    } catch (InvalidPathException e) {
      throw refused(
          key,
          "cannot be a file name here ("
              + e.getReason()
              + "; the encoding of file names is "
              + System.getProperty("sun.jnu.encoding")
              + ")");
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static RowRefused refused(String key, String what) {
    return new RowRefused("the key \"" + key + "\" " + what);
  }
}
