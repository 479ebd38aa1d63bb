package dev.freshet.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One sentence that keeps the promise, and how to take it out of the sources.
 *
 * @param edits that take it out; none where only Flink's part shows it
 * @param caughtBy the tests of which each must fail without it, as Class or Class.Nested or
 *     Class.method
 * @param elsewhere the integration tests that show it where the simulation imitates Flink; empty if
 *     the simulation runs the very code
 */
record Tooth(String sentence, List<Edit> edits, List<String> caughtBy, String elsewhere) {

  /**
   * @param source under {@code src}
   * @param find occurs there once
   */
  record Edit(String source, String find, String replace) {
    String applied(Path sources) throws IOException {
      String text = Files.readString(sources.resolve(source));
      int at = text.indexOf(find);
      if (find.isEmpty() || at < 0 || text.indexOf(find, at + 1) >= 0) {
        throw new IOException("%s must contain exactly once: %s".formatted(source, find));
      }
      return text.substring(0, at) + replace + text.substring(at + find.length());
    }
  }

  static List<Tooth> readAll(Path file) throws IOException {
    List<Tooth> teeth = new ArrayList<>();
    for (String paragraph : Files.readString(file).split("\n\n+")) {
      if (!paragraph.isBlank() && !paragraph.startsWith("#")) {
        teeth.add(read(paragraph));
      }
    }
    return teeth;
  }

  private static Tooth read(String paragraph) {
    String sentence = "";
    String source = "";
    Map<String, List<String>> find = new LinkedHashMap<>();
    Map<String, List<String>> replace = new LinkedHashMap<>();
    List<String> caughtBy = List.of();
    String elsewhere = "";
    for (String line : paragraph.split("\n")) {
      if (line.startsWith("in ")) {
        source = line.substring(3).strip();
      } else if (line.startsWith("- ")) {
        find.computeIfAbsent(source, missing -> new ArrayList<>()).add(line.substring(2));
      } else if (line.startsWith("+")) {
        replace.computeIfAbsent(source, missing -> new ArrayList<>()).add(line.substring(1));
      } else if (line.startsWith("caught by ")) {
        caughtBy = List.of(line.substring(10).split(", "));
      } else if (line.startsWith("on Flink ")) {
        elsewhere = line.substring(9);
      } else {
        sentence = line;
      }
    }
    List<Edit> edits = new ArrayList<>();
    find.forEach(
        (file, lines) ->
            edits.add(
                new Edit(
                    file,
                    String.join("\n", lines),
                    String.join("\n", replace.getOrDefault(file, List.of())))));
    return new Tooth(sentence, edits, caughtBy, elsewhere);
  }
}
