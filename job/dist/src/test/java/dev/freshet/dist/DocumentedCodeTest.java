package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Code in the documents is taken from files that are compiled or run, so that it stays right. */
final class DocumentedCodeTest {
  private static final Path HOME = Path.of("../..");

  @Test
  void javaIsTakenFromTheExamples() throws IOException {
    List<String> examples = textsBelow("job/examples/src/main/java");
    assertThat(blocks("java"))
        .isNotEmpty()
        .allSatisfy(
            block ->
                assertThat(examples).anySatisfy(example -> assertThat(example).contains(block)));
  }

  @Test
  void theFlowFileInTheReadmeIsTheOneThatRuns() throws IOException {
    String flow = unindented(Files.readString(HOME.resolve("conf/markdown-to-html.yaml")));
    assertThat(unindented(Files.readString(HOME.resolve("README.md")))).contains(flow);
  }

  private static List<String> blocks(String language) throws IOException {
    Pattern fence =
        Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    return Stream.concat(Stream.of(Files.readString(HOME.resolve("README.md"))), textsOfGuide())
        .flatMap(text -> fence.matcher(text).results())
        .map((MatchResult found) -> unindented(found.group(1)))
        .toList();
  }

  private static Stream<String> textsOfGuide() throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve("docs"))) {
      List<Path> documents = files.filter(file -> file.toString().endsWith(".md")).toList();
      return documents.stream().map(DocumentedCodeTest::read);
    }
  }

  private static List<String> textsBelow(String directory) throws IOException {
    try (Stream<Path> files = Files.walk(HOME.resolve(directory))) {
      return files.filter(Files::isRegularFile).map(file -> unindented(read(file))).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unindented(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }
}
