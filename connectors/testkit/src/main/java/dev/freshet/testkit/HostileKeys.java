package dev.freshet.testkit;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys that items of the world have and that a careless connector takes for something else. */
final class HostileKeys {
  /**
   * @param what is special about it
   */
  record HostileKey(String what, String key) {}

  static final List<HostileKey> ALL =
      List.of(
          new HostileKey("letters of many languages", "grüße 日本語 עברית 😀"),
          new HostileKey("a composed accent", "caf\u00e9"),
          new HostileKey("the same accent decomposed", "cafe\u0301"),
          new HostileKey("upper case", "CASE"),
          new HostileKey("the same in lower case", "case"),
          new HostileKey("quotes", "it's \"quoted\" and `ticked`"),
          new HostileKey("SQL", "'); DROP TABLE targets; --"),
          new HostileKey("markup", "<key attribute='1'>&amp;</key>"),
          new HostileKey("characters with a meaning in URLs", "query?a=b&c#fragment+plus"),
          new HostileKey("a slash", "slashed/name"),
          new HostileKey("an encoded slash", "slashed%2Fname"),
          new HostileKey("wildcards", "wild*card_%$[a-z]{x}"),
          new HostileKey("a backslash", "back\\slash"),
          new HostileKey("spaces around it", " spaced "),
          new HostileKey("a line break", "line\nbreak\ttab"),
          new HostileKey("a parent directory", "../outside"),
          new HostileKey("a parent directory within", "inside/../../outside"),
          new HostileKey("a root", "/absolute"),
          new HostileKey("a dot", "."),
          new HostileKey("two dots", ".."),
          new HostileKey("a NUL", "before\0after"),
          new HostileKey("no characters", ""),
          new HostileKey("64 KB", "kilobytes-" + "k".repeat(65_526)));

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]{3,}");
  private static final int RECOGNISED = 20;

  private HostileKeys() {}

  /** Whether a reader of the reason can tell which key it is about; escapes are allowed. */
  static boolean names(String reason, String key) {
    Matcher words = WORD.matcher(key);
    if (!words.find()) {
      return true;
    }
    String word = words.group();
    return reason.contains(word.substring(0, Math.min(RECOGNISED, word.length())));
  }
}
