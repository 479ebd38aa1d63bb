package dev.freshet.filesystem;

import dev.freshet.api.internal.PathFilter;
import java.util.List;

/** Which files are items, and which directories need not be opened. */
final class FileFilter {
  private final PathFilter paths;

  /**
   * @throws IllegalArgumentException if a pattern is wrong
   */
  FileFilter(List<String> include, List<String> exclude) {
    paths = new PathFilter(include, exclude);
  }

  boolean isItem(String path) {
    return paths.wants(path) && !RowFile.isTemporary(path);
  }

  boolean opens(String directory) {
    return paths.opens(directory);
  }
}
