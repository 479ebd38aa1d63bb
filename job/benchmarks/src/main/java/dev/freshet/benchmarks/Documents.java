package dev.freshet.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Markdown files of 2,000 bytes, one hundred in a directory, made once and the same every time. */
record Documents(Path directory, int count) {
  private static final int BYTES = 2000;
  private static final String[] WORDS =
      "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu".split(" ");

  static Documents make(Path parent, int count) throws IOException {
    Documents documents = new Documents(parent.resolve("docs-" + count), count);
    if (!Files.exists(documents.file(count - 1))) {
      Random random = new Random(count);
      for (int i = 0; i < count; i++) {
        Path file = documents.file(i);
        Files.createDirectories(file.getParent());
        Files.write(file, text(i, random));
      }
    }
    return documents;
  }

  Path file(int number) {
    return directory.resolve("%04d/%06d.md".formatted(number / 100, number));
  }

  private static byte[] text(int number, Random random) {
    StringBuilder text = new StringBuilder("# Document " + number + "\n\n");
    while (text.length() < BYTES) {
      for (int word = 0; word < 12; word++) {
        text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
      }
      text.append(random.nextInt(8) == 0 ? "\n\n## Section\n\n- *one*\n- `two`\n\n" : "\n");
    }
    return text.substring(0, BYTES).getBytes(StandardCharsets.US_ASCII);
  }
}
