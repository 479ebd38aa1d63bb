package dev.freshet.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Code in the documents is that of files which are compiled or run. A block names its file in the
 * line above it, {@code <!-- from path/of/File.java -->}, and may leave out lines with {@code //
 * ...}; indentation does not count. All Java must come from somewhere.
 */
final class DocumentedCodeTest {
  private static final Path HOME = Path.of("../..");

  @TempDir Path temporary;

  @TestFactory
  List<DynamicTest> documents() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> docs = Files.walk(HOME.resolve("docs"))) {
      Stream.concat(Stream.of(HOME.resolve("README.md")), docs.sorted())
          .filter(file -> file.toString().endsWith(".md"))
          .forEach(
              file -> {
                String name = HOME.relativize(file).toString();
                tests.add(DynamicTest.dynamicTest(name, () -> check(file, HOME)));
              });
    }
    return tests;
  }

  private static void check(Path document, Path home) throws IOException {
    for (CodeBlock block : CodeBlock.in(Files.readAllLines(document))) {
      if (block.source() != null) {
        List<String> source = Files.readAllLines(home.resolve(block.source()));
        block.difference(source).ifPresent(text -> fail(document, block, text));
      } else if (block.language().equals("java")) {
        fail(document, block, "needs <!-- from path/of/File.java --> in the line above it");
      }
    }
  }

  private static void fail(Path document, CodeBlock block, String difference) {
    throw new AssertionError(
        "%s, the block in line %d: %s".formatted(document, block.line(), difference));
  }

  @Test
  void findsTheLineThatDiffers() throws IOException {
    Files.writeString(temporary.resolve("A.java"), "class A {\n  int a;\n\n  int b;\n}\n");
    assertThat(document("class A {\n// ...\nint b;\n}")).exists();
    check(document("class A {\n// ...\nint b;\n}"), temporary);
    check(document("    int a;\n\n    int b;"), temporary);

    assertThatThrownBy(() -> check(document("class A {\n  int a;\n\n  long b;\n}"), temporary))
        .hasMessageEndingWith("line 6 reads \"long b;\", A.java, line 4, reads \"int b;\"");
    assertThatThrownBy(() -> check(document("class A {\n// ...\nint c;"), temporary))
        .hasMessageEndingWith("line 5 reads \"int c;\", which A.java does not have after line 1");
    assertThatThrownBy(() -> check(document("class B {"), temporary))
        .hasMessageEndingWith("line 3 reads \"class B {\", which A.java does not have");
  }

  @Test
  void javaThatComesFromNowhereIsRefused() throws IOException {
    Path document = Files.writeString(temporary.resolve("a.md"), "Code:\n```java\nint a;\n```\n");
    assertThatThrownBy(() -> check(document, temporary))
        .hasMessageContaining("a.md, the block in line 2")
        .hasMessageContaining("needs <!-- from");
  }

  private Path document(String code) throws IOException {
    String text = "<!-- from A.java -->\n```java\n" + code + "\n```\n";
    return Files.writeString(temporary.resolve("a.md"), text);
  }
}
