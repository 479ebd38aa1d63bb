package dev.freshet.filesystem;

import dev.freshet.api.internal.KeyPattern;
import java.util.List;
import java.util.function.Predicate;

/** Which files are items, and which directories need not be opened. */
final class FileFilter {
  private static final String EVERYTHING_BELOW = "/**";

  private final Predicate<String> included;
  private final Predicate<String> excluded;
  private final Predicate<String> closed;

  /**
   * @throws IllegalArgumentException if a pattern is wrong
   */
  FileFilter(List<String> include, List<String> exclude) {
    included = KeyPattern.any(include);
    excluded = KeyPattern.any(exclude);
    closed =
        KeyPattern.any(
            exclude.stream()
                .filter(pattern -> pattern.endsWith(EVERYTHING_BELOW))
                .map(pattern -> pattern.substring(0, pattern.length() - EVERYTHING_BELOW.length()))
                .toList());
  }

  boolean isItem(String path) {
    return included.test(path) && !excluded.test(path) && !RowFile.isTemporary(path);
  }

  boolean opens(String directory) {
    return !closed.test(directory);
  }
}
