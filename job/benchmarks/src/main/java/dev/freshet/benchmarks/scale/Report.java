package dev.freshet.benchmarks.scale;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Rows of the table that is printed. */
final class Report {
  private Report() {}

  static void begin() throws IOException {
    String processor =
        Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
            .filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 2))
            .findFirst()
            .orElse("unknown");
    System.out.printf(
        "%s, %d cores, Java %s%n%n| case | measured | load |%n|---|---|---|%n",
        processor, Runtime.getRuntime().availableProcessors(), System.getProperty("java.version"));
  }

  static void say(String what, String measured) throws IOException {
    String load = Files.readString(Path.of("/proc/loadavg")).split(" ")[0];
    System.out.println("| " + what + " | " + measured + " | " + load + " |");
  }

  static String bytes(long bytes) {
    return bytes < 10_000_000
        ? "%,.0f KB".formatted(bytes / 1e3)
        : "%,.0f MB".formatted(bytes / 1e6);
  }

  /** Median and extremes. */
  static String millis(List<Long> all) {
    List<Long> sorted = all.stream().sorted().toList();
    if (sorted.isEmpty()) {
      return "none";
    }
    long median = sorted.get(sorted.size() / 2);
    return sorted.size() == 1
        ? median + " ms"
        : "%d ms (%d to %d)".formatted(median, sorted.get(0), sorted.get(sorted.size() - 1));
  }
}
