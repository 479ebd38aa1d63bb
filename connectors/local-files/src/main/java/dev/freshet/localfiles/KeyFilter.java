package dev.freshet.localfiles;

import dev.freshet.api.internal.PathFilter;
import java.util.List;

/** Which files are items, and which directories need not be opened. Safe for many threads. */
final class KeyFilter {
  private final PathFilter paths;

  /**
   * @throws IllegalArgumentException if a pattern is wrong
   */
  KeyFilter(List<String> include, List<String> exclude) {
    paths = new PathFilter(include, exclude);
  }

  boolean isItem(String path) {
    return paths.wants(path) && !path.startsWith(TemporaryName.PREFIX, path.lastIndexOf('/') + 1);
  }

  boolean opens(String directory) {
    return paths.opens(directory);
  }
}
