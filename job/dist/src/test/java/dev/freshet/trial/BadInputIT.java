package dev.freshet.trial;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
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

  private String keysToFiles() throws IOException {
    return workshop.flow(
        """
        name: keys
        sources:
          items:
            type: shelf
            trial: $trial
            shelf: items
            process: {class: dev.freshet.trial.KeyedLines, target: lines}
        targets:
          lines: {type: local-directory, directory: $output}
        """);
  }

  @Test
  void noKeyLeadsOutOfTheTargetNorHarmsAnotherRow() throws Exception {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.createDirectories(workshop.output);
    Files.createSymbolicLink(workshop.output.resolve("link"), outside);
    Map<String, String> landing = new TreeMap<>();
    Map<String, String> refused = new TreeMap<>();
    for (String key :
        List.of(
            "good.md",
            "sub/good.md",
            "new\nline",
            "-rf",
            " ",
            "trailing. ",
            "CON",
            "over\u202edm.exe",
            "\ud83d\ude00",
            "A",
            "a",
            "caf\u00e9",
            "cafe\u0301",
            "...",
            "~",
            "%2e%2e/x",
            "n".repeat(255))) {
      landing.put(key, "text of it");
    }
    refused.put("", "the key is empty");
    refused.put("..", "has the name \"..\"");
    refused.put(".", "has the name \".\"");
    refused.put("../out", "has the name \"..\"");
    refused.put("in/../../out", "has the name \"..\"");
    refused.put("in/./out", "has the name \".\"");
    refused.put("//out", "begins with /");
    refused.put("/etc/passwd", "begins with /");
    refused.put("trailing/", "has the name \"\"");
    refused.put("dou//ble", "has the name \"\"");
    refused.put("..\\out", "backslash");
    refused.put("nul\0byte", "NUL");
    refused.put("n".repeat(256), "256 bytes");
    refused.put("\u00fc".repeat(128), "256 bytes");
    refused.put("d/".repeat(2_000) + "x", "longer than 4000 bytes");
    refused.put("k".repeat(65_536), "longer than 4000 bytes");
    refused.put(".freshet-tmp-x", "as temporary files do");
    refused.put("sub/.freshet-tmp-x/y", "as temporary files do");
    refused.put("link/out", "link");
    refused.put("good.md/below", "good.md");
    Shelf shelf = workshop.trial.shelf("items");
    landing.forEach(shelf::put);
    refused.keySet().forEach(key -> shelf.put(key, "text of it"));
    Map<String, String> before = everythingBut(workshop.output, workshop.state);

    RunReport report = workshop.update(keysToFiles());
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(workshop.pages()).isEqualTo(landing);
    Map<String, String> reasons = new TreeMap<>();
    report.failures().forEach(failure -> reasons.put(failure.item(), failure.reason()));
    assertThat(reasons.keySet()).containsExactlyInAnyOrderElementsOf(refused.keySet());
    refused.forEach((key, reason) -> assertThat(reasons.get(key)).as(key).contains(reason));
    assertThat(everythingBut(workshop.output, workshop.state)).containsAllEntriesOf(before);
    assertThat(Workshop.files(outside)).isEmpty();

    refused.keySet().forEach(shelf::remove);
    assertThat(workshop.update(keysToFiles()).exitCode()).isZero();
    assertThat(workshop.pages()).isEqualTo(landing);
    System.out.printf("%d keys%n", landing.size() + refused.size());
  }

  /** Two such keys would be one for whoever writes them as UTF-8. */
  @Test
  void aKeyThatUtf8CannotSayFailsTheListing() throws Exception {
    Shelf shelf = workshop.trial.shelf("items");
    shelf.put("good", "text of it");
    workshop.update(keysToFiles());
    shelf.put("half\ud800", "one");

    assertThatThrownBy(() -> workshop.giveUpAfter(Duration.ofSeconds(1)).update(keysToFiles()))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("half a character at index 4");
    assertThat(workshop.pages()).isEqualTo(Map.of("good", "text of it"));

    shelf.remove("half\ud800");
    shelf.put("half?", "whole");
    assertThat(workshop.update(keysToFiles()).exitCode()).isZero();
    assertThat(workshop.pages()).isEqualTo(Map.of("good", "text of it", "half?", "whole"));
  }

  /** Files grow, shrink, vanish and come back, and directories move, all the time. */
  @Test
  void whatChangesWhileItIsReadIsRightOnceItIsQuiet() throws Exception {
    long seed = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      workshop.write("d" + i % 10 + "/" + i + ".md", "first " + i);
    }
    String flow =
        workshop.flow(
            """
            name: restless
            sources:
              documents:
                type: local-files
                path: $docs
                removal-guard: off
                process: {type: markdown-to-html, target: pages}
            targets:
              pages: {type: local-directory, directory: $output, extension: .html}
            """);
    AtomicBoolean quiet = new AtomicBoolean();
    Thread restless = new Thread(() -> disturb(new Random(seed), quiet), "restless");
    restless.start();
    int ended = 0;
    for (int i = 0; i < 4; i++) {
      try {
        workshop.giveUpAfter(Duration.ofSeconds(1)).update(flow);
        ended++;
      } catch (RunFailure e) {
        assertThat(e).as("seed " + seed).hasMessageContaining("documents");
      }
    }
    quiet.set(true);
    restless.join();

    assertThat(workshop.update(flow).exitCode()).as("seed " + seed).isZero();
    Map<String, String> pages = new TreeMap<>();
    Workshop.files(workshop.docs)
        .forEach(
            (key, text) ->
                pages.put(key + ".html", (text.split("first|more", -1).length - 1) + " words"));
    Map<String, String> found = new TreeMap<>();
    workshop
        .pages()
        .forEach(
            (key, html) -> found.put(key, (html.split("first|more", -1).length - 1) + " words"));
    assertThat(found).as("seed " + seed).isEqualTo(pages);
    System.out.printf("%d of 4 runs ended beside a restless source%n", ended);
  }

  private void disturb(Random random, AtomicBoolean quiet) {
    while (!quiet.get()) {
      Path file =
          workshop.docs.resolve("d" + random.nextInt(10)).resolve(random.nextInt(200) + ".md");
      try {
        switch (random.nextInt(6)) {
          case 0 -> Files.writeString(file, "more\n\n".repeat(random.nextInt(500)), CREATE, APPEND);
          case 1 -> Files.writeString(file, "first");
          case 2, 3 -> Files.deleteIfExists(file);
          case 4 -> {
            Path moved = file.resolveSibling("moved.md");
            Files.move(file, moved, REPLACE_EXISTING);
          }
          default -> {
            Path parent = file.getParent();
            Path away = workshop.docs.resolve("away");
            Files.move(parent, away);
            Files.move(away, parent);
          }
        }
        Thread.sleep(random.nextInt(3));
      } catch (IOException e) {
        continue;
      } catch (InterruptedException e) {
        return;
      }
    }
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
