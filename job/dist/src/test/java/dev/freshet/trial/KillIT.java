package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that are killed, and what the next one makes of what they left. */
class KillIT {
  private static final String FLOW =
      """
      name: killed
      sources:
        documents:
          type: local-files
          path: $docs
          refresh-interval: 50ms
          concurrency: 4
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: files}
      targets:
        files: {type: local-directory, directory: $output}
      """;

  @TempDir Path directory;
  private Workshop workshop;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    flow = workshop.flow(FLOW);
  }

  @Test
  void afterAnyNumberOfKillsTheRowsAreThoseOfACleanRebuild() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Documents documents = new Documents(workshop, random);
    documents.edit(30);
    for (int cycle = 0; cycle < 6; cycle++) {
      boolean live = cycle % 2 == 1;
      Callable<Boolean> begun = somethingHappens(List.of("lock", "snapshots", "").get(cycle % 3));
      try (ChildRun run = live ? start("update", "--live") : start("update")) {
        await().until(() -> begun.call() || !run.isRunning());
        if (live) {
          documents.edit(5);
        }
        run.killAfter(random.nextInt(400));
      }
      documents.edit(8);
    }
    assertThat(workshop.update(flow).exitCode()).as("seed %d", seed).isZero();
    assertThat(workshop.pages()).as("seed %d", seed).isEqualTo(documents.rows());
    assertThat(workshop.update(flow).targets().get("files").upserts()).isZero();
  }

  /**
   * Whether something is new since this call: a lock was taken, a run has snapshots, or, if nothing
   * is named, a row was written.
   */
  private Callable<Boolean> somethingHappens(String where) throws IOException {
    if (where.isEmpty()) {
      Map<String, String> before = workshop.pages();
      return () -> !workshop.pages().equals(before);
    }
    Path watched = workshop.state.resolve("killed").resolve(where);
    TreeSet<String> before = names(watched);
    return () -> !before.containsAll(names(watched));
  }

  private static TreeSet<String> names(Path directory) throws IOException {
    TreeSet<String> names = new TreeSet<>();
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.list(directory)) {
        files.forEach(file -> names.add(file.getFileName().toString()));
      }
    }
    return names;
  }

  private ChildRun start(String... line) throws IOException {
    String[] whole = new String[line.length + 1];
    whole[0] = line[0];
    whole[1] = flow;
    System.arraycopy(line, 1, whole, 2, line.length - 1);
    return ChildRun.start(workshop, whole);
  }

  @Test
  void aSecondRunIsRefusedNamingTheFirstAndTakesOverWhenItIsKilled() throws Exception {
    workshop.write("a", "a=1");
    try (ChildRun first = start("update", "--live")) {
      await().until(() -> workshop.pages().equals(Map.of("a", "1")));
      assertThatThrownBy(() -> workshop.update(flow))
          .isInstanceOfSatisfying(
              RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
          .hasMessageContaining("killed is already running: live, process " + first.pid());
      assertThat(first.isRunning()).isTrue();
      first.kill();
      long killed = System.nanoTime();
      try (RunLock lock = StateDirectory.of(workshop.state, "killed").lock("test")) {
        assertThat(lock.fence().number()).isEqualTo(2);
        assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(Duration.ofSeconds(10));
      }
    }
    workshop.write("a", "a=2");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void aKillRepeatsOnlyTheRememberedCallsThatWereInFlight() throws Exception {
    int inputs = 60;
    for (int i = 0; i < inputs; i++) {
      workshop.write("d" + i, "r" + i + "=?input " + i);
    }
    Path diary = Files.createFile(ChildRun.diary(workshop));
    int kills = 0;
    for (int until : List.of(15, 40)) {
      try (ChildRun run = start("update")) {
        await().until(() -> Files.readAllLines(diary).size() >= until || !run.isRunning());
        run.kill();
        kills++;
      }
    }
    try (ChildRun last = start("update")) {
      assertThat(last.awaitExit()).as(last.printed()).isZero();
    }
    List<String> calls = Files.readAllLines(diary);
    assertThat(new HashSet<>(calls)).hasSize(inputs);
    assertThat(calls).hasSizeLessThanOrEqualTo(inputs + 4 * kills);
    assertThat(workshop.pages()).hasSize(inputs).containsEntry("r7", "result of input 7");
  }

  /** Documents whose rows are known: each row is declared by one of them, some by many. */
  private static final class Documents {
    private static final int ROWS = 40;
    private static final int COMMON = 3;

    private final Workshop workshop;
    private final Random random;
    private final Map<Integer, String> documentOf = new TreeMap<>();
    private final Map<Integer, String> textOf = new TreeMap<>();
    private int texts;

    Documents(Workshop workshop, Random random) {
      this.workshop = workshop;
      this.random = random;
    }

    /** Moves or changes some rows; sometimes puts back what a row was before. */
    void edit(int changes) throws IOException {
      for (int i = 0; i < changes; i++) {
        int row = random.nextInt(ROWS);
        if (random.nextInt(5) == 0) {
          documentOf.remove(row);
        } else {
          documentOf.put(row, "d" + random.nextInt(6) + "/" + random.nextInt(4));
          textOf.put(row, random.nextBoolean() ? "again" : "text " + texts++);
        }
      }
      write();
    }

    private void write() throws IOException {
      Map<String, String> wanted = new TreeMap<>();
      documentOf.forEach(
          (row, document) ->
              wanted.merge(
                  document,
                  row + "=" + textOf.get(row) + "\ncommon" + row % COMMON + "=same\n",
                  String::concat));
      for (String there : Workshop.files(workshop.docs).keySet()) {
        if (!wanted.containsKey(there)) {
          workshop.delete(there);
        }
      }
      for (Map.Entry<String, String> document : wanted.entrySet()) {
        Path file = workshop.docs.resolve(document.getKey());
        if (!Files.exists(file) || !Files.readString(file).equals(document.getValue())) {
          workshop.write(document.getKey(), document.getValue());
        }
      }
    }

    Map<String, String> rows() {
      Map<String, String> rows = new TreeMap<>();
      documentOf
          .keySet()
          .forEach(
              row -> {
                rows.put(Integer.toString(row), textOf.get(row));
                rows.put("common" + row % COMMON, "same");
              });
      return rows;
    }
  }
}
