package dev.freshet.localfiles;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Compiles the patterns of {@link LocalFiles}, which says what they mean. */
final class KeyPattern {
  private static final String SPECIAL = "*?[]{}\\";

  private final String pattern;
  private final StringBuilder regex = new StringBuilder();
  private int at;
  private int openBraces;

  private KeyPattern(String pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException saying what is wrong with the pattern
   */
  static Predicate<String> compile(String pattern) {
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
    return new KeyPattern(pattern).toRegex().asMatchPredicate();
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

  private Pattern toRegex() {
    while (at < pattern.length()) {
      append(pattern.charAt(at++));
    }
    if (openBraces > 0) {
      throw wrong(pattern, "has a { without its }");
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw wrong(pattern, "cannot be understood: " + e.getDescription());
    }
  }

  private void append(char c) {
    switch (c) {
      case '*' -> appendStars();
      case '?' -> regex.append("[^/]");
      case '[' -> appendCharacterClass();
      case '{' -> {
        openBraces++;
        regex.append("(?:");
      }
      case '}' -> {
        if (--openBraces < 0) {
          throw wrong(pattern, "has a } without its {");
        }
        regex.append(')');
      }
      case ',' -> regex.append(openBraces > 0 ? "|" : ",");
      case '\\' -> {
        if (at == pattern.length()) {
          throw wrong(pattern, "ends with \\, which takes the next character as it is");
        }
        appendLiteral(pattern.charAt(at++));
      }
      default -> appendLiteral(c);
    }
  }

  private void appendStars() {
    if (at == pattern.length() || pattern.charAt(at) != '*') {
      regex.append("[^/]*");
      return;
    }
    at++;
    if (at < pattern.length() && pattern.charAt(at) == '/') {
      at++;
      regex.append("(?:[^/]+/)*");
    } else {
      regex.append(".+");
    }
  }

  private void appendCharacterClass() {
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
    regex.append(other ? "[^/" : "[");
    content
        .substring(other ? 1 : 0)
        .chars()
        .forEach(c -> regex.append("[]^&\\".indexOf(c) >= 0 ? "\\" : "").append((char) c));
    regex.append(']');
  }

  private void appendLiteral(char c) {
    if (c < 128 && !Character.isLetterOrDigit(c)) {
      regex.append('\\');
    }
    regex.append(c);
  }
}
