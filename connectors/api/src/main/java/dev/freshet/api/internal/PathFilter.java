package dev.freshet.api.internal;

import java.util.List;
import java.util.function.Predicate;

/** Which files below a directory are wanted, and which directories need not be opened. */
public final class PathFilter {
  private static final String EVERYTHING_BELOW = "/**";

  private final Predicate<String> included;
  private final Predicate<String> excluded;
  private final Predicate<String> closed;

  /**
   * @throws IllegalArgumentException if a pattern is wrong
   */
  public PathFilter(List<String> include, List<String> exclude) {
    included = KeyPattern.any(include);
    excluded = KeyPattern.any(exclude);
    closed =
        KeyPattern.any(
            exclude.stream()
                .filter(pattern -> pattern.endsWith(EVERYTHING_BELOW))
                .map(pattern -> pattern.substring(0, pattern.length() - EVERYTHING_BELOW.length()))
                .toList());
  }

  public boolean wants(String path) {
    return included.test(path) && !excluded.test(path);
  }

  public boolean opens(String directory) {
    return !closed.test(directory);
  }
}
