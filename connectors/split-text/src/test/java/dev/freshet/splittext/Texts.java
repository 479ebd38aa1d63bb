package dev.freshet.splittext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Texts to split: those of this repository, and random ones that try what they lack. */
final class Texts {
  static final Path REPOSITORY = Path.of("../..");

  private static final List<String> PIECES =
      List.of(
          " ",
          " ",
          " ",
          "\n",
          "\n\n",
          "\r\n",
          "\r\n\r\n",
          "\t",
          ". ",
          "! ",
          "# ",
          "## ",
          "- ",
          "```\n",
          "| a | b |\n",
          "> ",
          "word",
          "wörter",
          "naïve",
          "漢字かな。",
          "😀",
          "👩‍👩‍👧",
          "é",
          "\uD800",
          "\uDC00",
          "\u0000",
          "\uFEFF",
          "{",
          "}",
          "(",
          ")",
          ";",
          "class A ",
          "def f():\n  ",
          "void f() ",
          "\"",
          "'",
          "/* ",
          " */",
          "// ",
          "x = 1",
          "0123456789abcdef");

  private Texts() {}

  static String random(Random random, int pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < pieces; i++) {
      String piece = PIECES.get(random.nextInt(PIECES.size()));
      text.append(random.nextInt(40) == 0 ? piece.repeat(random.nextInt(120)) : piece);
    }
    return text.toString();
  }

  static List<String> files(String below, String extension) {
    try (Stream<Path> files = Files.walk(REPOSITORY.resolve(below))) {
      return files
          .filter(
              file -> file.toString().endsWith(extension) && !file.toString().contains("/target/"))
          .sorted()
          .map(Texts::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
