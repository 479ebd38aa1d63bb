package dev.freshet.localfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.internal.RowRefused;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowFileTest {
  @Test
  void theExtensionIsAddedToTheWholeKey() throws RowRefused {
    assertThat(RowFile.of("guide/a.md", ".html"))
        .isEqualTo(new RowFile(List.of("guide"), "a.md.html"));
    assertThat(RowFile.of("a.md", "")).isEqualTo(new RowFile(List.of(), "a.md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/etc/passwd",
        "//etc/passwd",
        "..",
        ".",
        "../x",
        "a/../../x",
        "a/..",
        "a/.",
        "./a",
        "a//b",
        "a/",
        "a\0b",
        "..\\x",
        "a\\b",
        "C:\\x",
        ".freshet-tmp-0123",
        "a/.freshet-tmp-/b",
        "half \ud800 a pair",
      })
  void refusesHostileKeys(String key) {
    assertThatThrownBy(() -> RowFile.of(key, ".html")).isInstanceOf(RowRefused.class);
    assertThatThrownBy(() -> RowFile.of(key, "")).isInstanceOf(RowRefused.class);
  }

  @Test
  void countsBytesNotCharacters() throws RowRefused {
    assertThat(RowFile.of("a".repeat(250), ".html").name()).hasSize(255);
    assertThat(RowFile.of("\u00e9".repeat(125), ".html").name()).hasSize(130);
    assertThatThrownBy(() -> RowFile.of("a".repeat(251), ".html"))
        .hasMessageContaining("needs a file name of 256 bytes; at most 255 are possible");
    assertThatThrownBy(() -> RowFile.of("\u00e9".repeat(126), ".html"))
        .isInstanceOf(RowRefused.class);
    assertThatThrownBy(() -> RowFile.of("a".repeat(256) + "/b", ".html"))
        .isInstanceOf(RowRefused.class);
    assertThatThrownBy(() -> RowFile.of("a/".repeat(3000) + "b", ""))
        .isInstanceOf(RowRefused.class);
  }

  @Test
  void anyKeyHasAFileOfItsOwnBelowTheRootOrNone() {
    long seed = 5;
    Random random = new Random(seed);
    Path root = Path.of("/root/below").toAbsolutePath();
    Map<Path, String> files = new HashMap<>();
    for (int i = 0; i < 50_000; i++) {
      String key = randomKey(random);
      try {
        RowFile file = RowFile.of(key, "");
        Path path = root;
        for (String directory : file.directories()) {
          path = path.resolve(directory);
        }
        path = path.resolve(file.name());
        assertThat(path.normalize()).as("seed %d: %s", seed, key).isEqualTo(path);
        assertThat(path.startsWith(root) && !path.equals(root)).as("%s", key).isTrue();
        assertThat(files.merge(path, key, (one, other) -> one)).isEqualTo(key);
      } catch (RowRefused e) {
        assertThat(e.reason()).isNotBlank();
      }
    }
    assertThat(files.size()).isGreaterThan(500);
  }

  private static String randomKey(Random random) {
    String letters = "ab./\\\0\u00e9\ud83d\ude00";
    StringBuilder key = new StringBuilder();
    for (int i = random.nextInt(9); i > 0; i--) {
      key.append(letters.charAt(random.nextInt(letters.length())));
    }
    return key.toString();
  }
}
