package dev.freshet.engine.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ItemFileNameTest {
  private static final List<String> HOSTILE =
      List.of(
          "",
          "/",
          "//",
          "a",
          "a/",
          "/a",
          "a.json/b",
          "a%.json/b",
          ".",
          "..",
          "../../etc/passwd",
          "%2E%2E",
          "a\\b",
          "a%5Cb",
          "a\0b",
          "a\nb",
          "x".repeat(300),
          "x".repeat(301),
          "ü".repeat(300),
          "😀".repeat(120));

  @Test
  void keepsPlainKeysAsTheyAre() {
    assertThat(ItemFileName.of("guide/a.md")).isEqualTo("guide/a.md.json");
    assertThat(ItemFileName.of("Überblick/.hidden")).isEqualTo("Überblick/.hidden.json");
  }

  @Test
  void neverLeavesTheDirectory() {
    Path directory = Path.of("/rows");
    for (String key : HOSTILE) {
      Path file = directory.resolve(ItemFileName.of(key));
      assertThat(file.normalize()).as(key).isEqualTo(file).startsWithRaw(directory);
      file.forEach(part -> assertThat(part.toString().getBytes(UTF_8)).hasSizeLessThan(256));
    }
  }

  @Test
  void differentKeysHaveDifferentFiles() {
    Set<String> files = new HashSet<>();
    HOSTILE.forEach(key -> assertThat(files.add(ItemFileName.of(key))).as(key).isTrue());
  }

  @Test
  void noFileIsADirectoryOfAnother() {
    assertThat(ItemFileName.of("a")).isEqualTo("a.json");
    assertThat(ItemFileName.of("a.json/b")).isEqualTo("a.json%/b.json");
  }
}
