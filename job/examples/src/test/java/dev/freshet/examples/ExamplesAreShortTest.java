package dev.freshet.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A target or a source of one's own takes less than 100 lines. */
final class ExamplesAreShortTest {
  private static final Pattern NO_CODE =
      Pattern.compile("(?s)/\\*\\*.*?\\*/|(?m)^(package|import) .*$");

  @Test
  void everyClassHasLessThanAHundredLinesOfCode() throws IOException {
    Map<String, Long> lines = new TreeMap<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String code = NO_CODE.matcher(Files.readString(file)).replaceAll("");
        lines.put(file.getFileName().toString(), code.lines().filter(l -> !l.isBlank()).count());
      }
    }
    assertThat(lines).containsKey("HtmlFolderConnector.java");
    assertThat(lines).allSatisfy((file, count) -> assertThat(count).as(file).isLessThan(100));
  }
}
