package dev.freshet.engine.flow;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The spelling of names: of flows, sources and targets, and of options in kebab case. */
final class Names {
  static final int LONGEST = 100;

  /** A regular expression in JSON Schema too. */
  static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]*";

  private static final Pattern NAME = Pattern.compile(PATTERN);
  private static final Pattern WORD_START =
      Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");

  private Names() {}

  /** What is wrong with the name of a flow, source or target; empty if nothing is. */
  static Optional<String> problem(String name) {
    if (NAME.matcher(name).matches() && name.length() <= LONGEST) {
      return Optional.empty();
    }
    return Optional.of(
        "the name \""
            + name
            + "\" cannot be used; a name has at most "
            + LONGEST
            + " letters, digits, - _ and . and begins with a letter or digit");
  }

  /** {@code maxFileSize} to {@code max-file-size}, {@code MAX_SIZE} to {@code max-size}. */
  static String kebab(String javaName) {
    return WORD_START.matcher(javaName).replaceAll("-").replace('_', '-').toLowerCase(Locale.ROOT);
  }

  /** {@code unknown option X; did you mean Y? Known: ...}, for any kind of name. */
  static String unknown(String kind, String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "unknown " + kind + " " + name + "; none is known";
    }
    return "unknown "
        + kind
        + " "
        + name
        + nearest(name, known)
            .map(near -> "; did you mean " + near + "? Known: ")
            .orElse("; known: ")
        + String.join(", ", known);
  }

  static Optional<String> nearest(String name, Collection<String> known) {
    String spelled = kebab(name);
    return known.stream()
        .filter(
            candidate -> distance(spelled, kebab(candidate)) <= Math.max(1, spelled.length() / 3))
        .min(Comparator.comparingInt(candidate -> distance(spelled, kebab(candidate))));
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
