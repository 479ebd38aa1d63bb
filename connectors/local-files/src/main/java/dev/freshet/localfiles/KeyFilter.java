package dev.freshet.localfiles;

import dev.freshet.api.internal.KeyPattern;
import java.util.List;
import java.util.function.Predicate;

/** Which files are items, and which directories need not be opened. Safe for many threads. */
final class KeyFilter {
  private static final String EVERYTHING_BELOW = "/**";

  private final Predicate<String> included;
  private final Predicate<String> excluded;
  private final Predicate<String> closed;

  /**
   * @throws IllegalArgumentException if a pattern is wrong
   */
  KeyFilter(List<String> include, List<String> exclude) {
    included = KeyPattern.any(include);
    excluded = KeyPattern.any(exclude);
    closed =
        KeyPattern.any(
            exclude.stream()
                .filter(pattern -> pattern.endsWith(EVERYTHING_BELOW))
                .map(pattern -> pattern.substring(0, pattern.length() - EVERYTHING_BELOW.length()))
                .toList());
  }

  boolean isItem(String key) {
    return included.test(key)
        && !excluded.test(key)
        && !key.startsWith(TemporaryName.PREFIX, key.lastIndexOf('/') + 1);
  }

  boolean opens(String directoryKey) {
    return !closed.test(directoryKey);
  }
}
