package dev.freshet.localfiles;

import dev.freshet.api.Nullable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** The directory of a source: keys to paths and back. Safe for many threads. */
final class SourceRoot {
  private static final char UNDECODABLE = '\uFFFD';

  private final String written;
  private final Path directory;
  private final int prefixLength;

  SourceRoot(String written) {
    this.written = written;
    directory = Path.of(written).toAbsolutePath();
    String prefix = directory.toString();
    prefixLength = prefix.length() + (prefix.endsWith(File.separator) ? 0 : 1);
  }

  Path directory() {
    return directory;
  }

  /**
   * @throws IOException if the directory is not there
   */
  void check() throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    String subject = "source directory " + FileProblem.place(written, directory);
    throw Files.exists(directory)
        ? new NotDirectoryException(subject + " is not a directory")
        : new NoSuchFileException(subject + " does not exist");
  }

  IOException failure(String what, Path path, Exception cause) {
    return new IOException(
        what + " " + path + " in source directory " + written + ": " + FileProblem.reason(cause),
        cause);
  }

  String key(Path path) {
    String key = path.toString().substring(prefixLength);
    return File.separatorChar == '/' ? key : key.replace(File.separatorChar, '/');
  }

  /**
   * @throws IOException if this key would not lead back to this path
   */
  void checkName(Path path, String key) throws IOException {
    if (key.indexOf(UNDECODABLE) >= 0 && !path.equals(path(key))) {
      throw new IOException(
          "the name of "
              + path
              + " in source directory "
              + written
              + " is not text in this machine's encoding of file names ("
              + System.getProperty("sun.jnu.encoding")
              + "), so it cannot be a key: rename the file, exclude it, or, if the encoding is not"
              + " UTF-8, start with LC_ALL=C.UTF-8");
    }
  }

  /** Where the item with this key is; null if no item can have it. */
  @Nullable
  Path path(String key) {
    if (File.separatorChar != '/' && key.indexOf(File.separatorChar) >= 0) {
      return null;
    }
    for (String name : key.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return null;
      }
    }
    try {
      return directory.resolve(key);
    } catch (InvalidPathException e) {
      return null;
    }
  }
}
