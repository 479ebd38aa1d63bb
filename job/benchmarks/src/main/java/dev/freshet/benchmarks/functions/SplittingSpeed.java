package dev.freshet.benchmarks.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.freshet.splittext.Format;
import dev.freshet.splittext.SplitText;
import dev.freshet.splittext.Unit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Splits the documents and the sources of this repository again and again, in one thread, and
 * prints how many bytes it does in a second of that thread's processor time.
 */
public final class SplittingSpeed {
  private static final int ROUNDS = 5;

  private SplittingSpeed() {}

  /**
   * @param arguments the home of the repository
   */
  public static void main(String[] arguments) throws IOException {
    Path home = Path.of(arguments[0]);
    List<String> documents = texts(home.resolve("docs"), ".md");
    List<String> sources = texts(home.resolve("job/engine/src/main"), ".java");
    System.out.println("| | size | MB/s |\n|---|---|---|");
    measure("Markdown", documents, new SplitText(1000, 0, Format.MARKDOWN, Unit.CHARACTERS));
    measure("plain text", documents, new SplitText(1000, 0, Format.TEXT, Unit.CHARACTERS));
    measure(
        "Markdown, tokens", documents, new SplitText(256, 0, Format.MARKDOWN, Unit.CL100K_BASE));
    measure("Java", sources, new SplitText(1000, 0, Format.JAVA, Unit.CHARACTERS));
  }

  private static void measure(String what, List<String> texts, SplitText splitter) {
    long bytes = texts.stream().mapToLong(text -> text.getBytes(UTF_8).length).sum();
    int times = splitter.format().name().equals("JAVA") ? 1 : 20;
    double best = 0;
    int chunks = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        for (String text : texts) {
          chunks += splitter.split(text).size();
        }
      }
      long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
      best = Math.max(best, 1e3 * bytes * times / spent);
    }
    System.out.printf(
        "| %s | %.2f MB in %d chunks | %.1f |%n", what, bytes / 1e6, chunks / ROUNDS / times, best);
  }

  private static List<String> texts(Path below, String extension) throws IOException {
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(file -> file.toString().endsWith(extension))
          .sorted()
          .map(SplittingSpeed::read)
          .toList();
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
