package dev.freshet.api.internal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Patterns of keys: {@code *} within a name, {@code **} over directories, {@code ?}, {@code [a-z]},
 * {@code {a,b}} and {@code \}. All ways to match are followed at once, as sets of positions, so the
 * time grows with the length of the pattern times that of the key, whatever both are.
 */
public final class KeyPattern {
  private static final String SPECIAL = "*?[]{}\\";

  /** Where in the key one may be after this part, given where one may be before it. */
  @FunctionalInterface
  private interface Part {
    BitSet after(String key, BitSet before);
  }

  private final String pattern;
  private int at;
  private int openBraces;

  private KeyPattern(String pattern) {
    this.pattern = pattern;
  }

  /**
   * Keys that match at least one of these patterns.
   *
   * @throws IllegalArgumentException saying what is wrong with which pattern
   */
  public static Predicate<String> any(List<String> patterns) {
    return patterns.stream().map(KeyPattern::compile).reduce(Predicate::or).orElse(key -> false);
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with the pattern
   */
  public static Predicate<String> compile(String pattern) {
    checkNames(pattern);
    if (pattern.equals("**")) {
      return key -> true;
    }
    if (pattern.startsWith("**/*") && isPlain(pattern.substring(4))) {
      String suffix = pattern.substring(4);
      return key -> key.endsWith(suffix);
    }
    if (isPlain(pattern)) {
      return pattern::equals;
    }
    List<Part> parts = new KeyPattern(pattern).parts();
    return key -> matches(parts, key);
  }

  private static boolean matches(List<Part> parts, String key) {
    BitSet start = new BitSet();
    start.set(0);
    return after(parts, key, start).get(key.length());
  }

  private static BitSet after(List<Part> parts, String key, BitSet before) {
    BitSet positions = before;
    for (Part part : parts) {
      if (positions.isEmpty()) {
        return positions;
      }
      positions = part.after(key, positions);
    }
    return positions;
  }

  private static boolean isPlain(String text) {
    return text.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
  }

  private static void checkNames(String pattern) {
    if (pattern.isBlank()) {
      throw wrong(pattern, "is blank; ** is everything");
    }
    if (pattern.startsWith("/")) {
      throw wrong(pattern, "begins with /; patterns are relative to the path of the source");
    }
    if (pattern.endsWith("/")) {
      throw wrong(pattern, "ends with /; " + pattern + "** is everything below that directory");
    }
    for (String name : pattern.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw wrong(pattern, "has the name \"" + name + "\", which no key has");
      }
      if (name.contains("**") && !name.equals("**")) {
        throw wrong(pattern, "has ** beside other characters; it stands alone, as in **/*.md");
      }
    }
  }

  private static IllegalArgumentException wrong(String pattern, String what) {
    return new IllegalArgumentException("the pattern \"" + pattern + "\" " + what);
  }

  private List<Part> parts() {
    List<Part> parts = sequence();
    if (at < pattern.length()) {
      throw wrong(pattern, "has a } without its {");
    }
    return parts;
  }

  /** Up to the end, or to what ends an alternative. */
  private List<Part> sequence() {
    List<Part> parts = new ArrayList<>();
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      if (c == '}' || c == ',' && openBraces > 0) {
        return parts;
      }
      at++;
      parts.add(part(c));
    }
    return parts;
  }

  private Part part(char c) {
    return switch (c) {
      case '*' -> stars();
      case '?' -> one(Pattern.compile("[^/]", Pattern.DOTALL).asMatchPredicate());
      case '[' -> characterClass();
      case '{' -> alternatives();
      case '\\' -> {
        if (at == pattern.length()) {
          throw wrong(pattern, "ends with \\, which takes the next character as it is");
        }
        yield literal(pattern.charAt(at++));
      }
      default -> literal(c);
    };
  }

  private Part stars() {
    if (at == pattern.length() || pattern.charAt(at) != '*') {
      return KeyPattern::restOfName;
    }
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '/') {
      at++;
      return KeyPattern::directories;
    }
    return KeyPattern::everything;
  }

  private Part alternatives() {
    openBraces++;
    List<List<Part>> alternatives = new ArrayList<>();
    alternatives.add(sequence());
    while (at < pattern.length() && pattern.charAt(at) == ',') {
      at++;
      alternatives.add(sequence());
    }
    if (at == pattern.length()) {
      throw wrong(pattern, "has a { without its }");
    }
    at++;
    openBraces--;
    return (key, before) -> {
      BitSet after = new BitSet();
      alternatives.forEach(alternative -> after.or(after(alternative, key, before)));
      return after;
    };
  }

  private Part characterClass() {
    int end = pattern.indexOf(']', at + 1);
    if (end < 0) {
      throw wrong(pattern, "has a [ without its ]");
    }
    String content = pattern.substring(at, end);
    if (content.indexOf('/') >= 0) {
      throw wrong(pattern, "has a / between [ and ], where only characters of names can be");
    }
    at = end + 1;
    boolean other = content.startsWith("!") || content.startsWith("^");
    StringBuilder regex = new StringBuilder(other ? "[^/" : "[");
    content
        .substring(other ? 1 : 0)
        .chars()
        .forEach(c -> regex.append("[]^&\\".indexOf(c) >= 0 ? "\\" : "").append((char) c));
    try {
      return one(Pattern.compile(regex.append(']').toString()).asMatchPredicate());
    } catch (PatternSyntaxException e) {
      throw wrong(pattern, "cannot be understood: " + e.getDescription());
    }
  }

  private static Part literal(char c) {
    return (key, before) -> {
      BitSet after = new BitSet();
      for (int i = before.nextSetBit(0); i >= 0 && i < key.length(); i = before.nextSetBit(i + 1)) {
        if (key.charAt(i) == c) {
          after.set(i + 1);
        }
      }
      return after;
    };
  }

  /** One character, which may be two {@code char}s. */
  private static Part one(Predicate<String> accepted) {
    return (key, before) -> {
      BitSet after = new BitSet();
      for (int i = before.nextSetBit(0); i >= 0 && i < key.length(); i = before.nextSetBit(i + 1)) {
        int end = key.offsetByCodePoints(i, 1);
        if (accepted.test(key.substring(i, end))) {
          after.set(end);
        }
      }
      return after;
    };
  }

  private static BitSet restOfName(String key, BitSet before) {
    BitSet after = new BitSet();
    boolean open = false;
    for (int i = before.nextSetBit(0); i >= 0 && i <= key.length(); i++) {
      open |= before.get(i);
      if (open) {
        after.set(i);
      }
      open &= i < key.length() && key.charAt(i) != '/';
    }
    return after;
  }

  /** Any number of whole names, each with its slash. */
  private static BitSet directories(String key, BitSet before) {
    BitSet after = (BitSet) before.clone();
    boolean inName = false;
    for (int i = before.nextSetBit(0); i >= 0 && i < key.length(); i++) {
      boolean slash = key.charAt(i) == '/';
      if (slash && inName) {
        after.set(i + 1);
      }
      inName = !slash && (inName || after.get(i));
    }
    return after;
  }

  private static BitSet everything(String key, BitSet before) {
    BitSet after = new BitSet();
    int first = before.nextSetBit(0);
    if (first < key.length()) {
      after.set(first + 1, key.length() + 1);
    }
    return after;
  }
}
