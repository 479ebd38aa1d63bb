package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and keys that are meant to do harm, through the whole engine. */
class BadInputIT {
  @TempDir Path directory;
  private Workshop workshop;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
  }

  private String allFiles() throws IOException {
    return workshop.flow(
        """
        name: bad
        sources:
          documents:
            type: local-files
            path: $docs
            max-file-size: 1MiB
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: local-directory, directory: $output, extension: .html}
        """);
  }

  @Test
  void badFilesCostThemselvesAtMost() throws Exception {
    for (int i = 0; i < 20; i++) {
      workshop.write("good/" + i + ".md", "good " + i);
    }
    Path outside = Files.createDirectories(directory.resolve("outside"));
    BadFiles bad = new BadFiles(workshop.docs, outside).make();
    Map<String, String> before = everythingBut(workshop.output, workshop.state);
    String flow = allFiles();

    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isEqualTo(3);
    holdsExactly(bad, report);
    assertThat(everythingBut(workshop.output, workshop.state))
        .containsAllEntriesOf(before)
        .hasSize(before.size() + 1);

    RunReport again = workshop.update(flow);
    assertThat(again.exitCode()).isEqualTo(3);
    holdsExactly(bad, again);
    assertThat(again.sources().get("documents").changed()).isZero();

    for (String key : bad.failures().keySet()) {
      Files.delete(workshop.docs.resolve(key));
    }
    RunReport mended = workshop.update(flow);
    assertThat(mended.failures()).isEmpty();
    assertThat(mended.exitCode()).isZero();
    System.out.printf("%d cases, %,d bytes of corpus%n", bad.cases(), bad.bytes());
  }

  private void holdsExactly(BadFiles bad, RunReport report) throws IOException {
    Map<String, String> pages = workshop.pages();
    Set<String> expected = new TreeSet<>();
    for (int i = 0; i < 20; i++) {
      expected.add("good/" + i + ".md.html");
    }
    bad.pages().keySet().forEach(key -> expected.add(key + ".html"));
    assertThat(pages.keySet()).containsExactlyInAnyOrderElementsOf(expected);
    bad.pages().forEach((key, text) -> assertThat(pages.get(key + ".html")).as(key).contains(text));
    Map<String, String> reasons = new TreeMap<>();
    for (Failure failure : report.failures()) {
      reasons.put(failure.item(), failure.reason());
    }
    assertThat(reasons.keySet()).containsExactlyInAnyOrderElementsOf(bad.failures().keySet());
    bad.failures().forEach((key, reason) -> assertThat(reasons.get(key)).as(key).contains(reason));
  }

  /** Every path below the test's directory with its kind, length and time of change. */
  private Map<String, String> everythingBut(Path... left) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(path -> Stream.of(left).noneMatch(path::startsWith)).toList()) {
        if (!path.equals(directory)) {
          Map<String, Object> found =
              Files.readAttributes(path, "unix:mode,size,ctime,ino", LinkOption.NOFOLLOW_LINKS);
          all.put(path.toString(), new TreeMap<>(found).toString());
        }
      }
    }
    return all;
  }
}
