package dev.freshet.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyPatternTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "** a.md",
        "** guide/deep/a.md",
        "**/*.md a.md",
        "**/*.md .md",
        "**/*.md guide/a.md",
        "**/* a",
        "**/* d/a",
        "**/*a/b d/xa/b",
        "*.md a.md",
        "guide/** guide/deep/a.md",
        "guide/**/*.md guide/a.md",
        "guide/**/*.md guide/deep/er/a.md",
        "**/draft/** draft/a.md",
        "**/draft/** x/draft/y/a.md",
        "a?c abc",
        "a[b-d]c acc",
        "a[!b-d]c axc",
        "a[^b]c axc",
        "a[]]c a]c",
        "*.{md,txt} a.txt",
        "{a,b/{c,d}}/*.md b/d/x.md",
        "\\*.md *.md",
        "a.b a.b",
        "a,b a,b",
        "**/caf\u00e9* x/caf\u00e9.md",
      })
  void matches(String pattern, String key) {
    assertThat(KeyPattern.compile(pattern)).accepts(key);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "**/*.md a.txt",
        "**/*.md a.MD",
        "*.md guide/a.md",
        "guide/** guide",
        "guide/** guidebook/a.md",
        "**/draft/** mydraft/a.md",
        "a?c a/c",
        "a[!b]c a/c",
        "a*c a/c",
        "a.b axb",
        "*.{md,txt} a.html",
      })
  void doesNotMatch(String pattern, String key) {
    assertThat(KeyPattern.compile(pattern)).rejects(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "/a",
        "a/",
        "a//b",
        "../a",
        "./a",
        "a/..",
        "**.md",
        "a**/b",
        "{a",
        "a}",
        "[a",
        "a\\",
        "**/*.md/",
        "**/*a//b",
        "[a/b]",
        "[]",
        "[z-a]"
      })
  void refusesWhatCannotBeMeant(String pattern) {
    assertThatThrownBy(() -> KeyPattern.compile(pattern))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the pattern \"" + pattern + "\" ");
  }

  @Test
  void theFastWayForSuffixesMatchesAsTheGeneralOneDoes() {
    long seed = 20;
    Random random = new Random(seed);
    var fast = KeyPattern.compile("**/*.md");
    var general = KeyPattern.compile("**/*.m[d]");
    for (int i = 0; i < 10_000; i++) {
      String key = randomKey(random);
      assertThat(fast.test(key)).as("seed %d, key %s", seed, key).isEqualTo(general.test(key));
    }
  }

  private static String randomKey(Random random) {
    List<String> parts = List.of("a", "b", ".md", "md", "/x", "/", ".", "m");
    StringBuilder key = new StringBuilder("a");
    for (int i = random.nextInt(6); i > 0; i--) {
      key.append(parts.get(random.nextInt(parts.size())));
    }
    String text = key.toString().replaceAll("/+", "/");
    return text.endsWith("/") ? text + "z" : text;
  }
}
