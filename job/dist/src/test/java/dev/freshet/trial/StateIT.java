package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Unavailable;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is damaged, out of date, large, or that nobody can read any more. */
class StateIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private StateDirectory state;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).parallelism(1).giveUpAfter(Duration.ofSeconds(1));
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    state = StateDirectory.of(workshop.state, "lines");
    flow = workshop.linesFlow();
  }

  private Path newestSnapshot() throws IOException {
    return state.snapshots().path(state.snapshots().newest().orElseThrow());
  }

  @Test
  void aDamagedSnapshotEndsTheRunAndChangesNothing() throws Exception {
    shelf.put("a", "a=1");
    workshop.update(flow);
    Path metadata = newestSnapshot().resolve("_metadata");
    byte[] whole = Files.readAllBytes(metadata);
    Files.write(metadata, Arrays.copyOf(whole, whole.length / 2));
    shelf.put("a", "a=2");

    assertThatThrownBy(() -> workshop.update(flow)).isInstanceOf(RunFailure.class);
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
    assertThat(metadata).exists();

    Files.write(metadata, whole);
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "2"));
  }

  /** History 3, with the digest of an earlier run still there. */
  @Test
  void aDigestIsVoidOnceThereIsANewerSnapshot() throws Exception {
    shelf.put("a", "1", "a=1");
    workshop.update(flow);
    Path digest = state.path().resolve("digest");
    byte[] old = Files.readAllBytes(digest);
    shelf.put("a", "2", "a=2");
    workshop.update(flow);

    Files.write(digest, old);
    shelf.put("a", "1", "a=1");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  /** Batches that go through files, through a stop, and to other subtasks. */
  @Test
  void largeBatchesWaitInFilesThatGoWhenTheyAreDone() throws Exception {
    String large = "x".repeat(100_000);
    List<String> rows = IntStream.range(0, 20).mapToObj(i -> "r" + i + "=1" + large).toList();
    shelf.put("all", String.join("\n", rows));
    ledger.weather(
        () -> {
          throw new Unavailable("away", null, Duration.ofMinutes(1));
        });
    assertThatThrownBy(() -> workshop.update(flow)).isInstanceOf(RunFailure.class);
    assertThat(Workshop.files(state.spill())).isNotEmpty();

    ledger.weather(() -> {});
    shelf.put("all", "r0=2" + large + "\n" + String.join("\n", rows.subList(2, 20)));
    RunReport report = workshop.parallelism(3).giveUpAfter(Duration.ofSeconds(30)).update(flow);
    assertThat(report.exitCode()).isZero();
    assertThat(ledger.rows()).hasSize(19).containsEntry("r0", "2" + large).doesNotContainKey("r1");

    for (int i = 0; i < 2; i++) {
      shelf.put("another", "r20=" + i);
      workshop.update(flow);
    }
    assertThat(Workshop.files(state.spill())).isEmpty();
  }

  /** H11: a target whose connector is gone cannot be dropped silently. */
  @Test
  void aTargetWhoseConnectorIsGoneIsNotForgotten() throws Exception {
    shelf.put("a", "a=1");
    workshop.update(flow);
    String toFiles =
        workshop.flow(
            """
            name: lines
            sources:
              items:
                type: local-files
                path: $docs
                process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
            targets:
              lines: {type: local-directory, directory: $output}
            """);
    workshop.loader(new WithoutTrialConnectors(getClass().getClassLoader()));
    assertThatThrownBy(() -> workshop.update(toFiles))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("ledger");
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));

    workshop.loader(getClass().getClassLoader());
    assertThat(workshop.update(toFiles).exitCode()).isZero();
    assertThat(ledger.rows()).isEmpty();
  }

  /** Finds every service but the connectors of this package. */
  private static final class WithoutTrialConnectors extends ClassLoader {
    WithoutTrialConnectors(ClassLoader parent) {
      super(parent);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      List<URL> all = Collections.list(super.getResources(name));
      return Collections.enumeration(all.stream().filter(url -> !isOurs(name, url)).toList());
    }

    private static boolean isOurs(String name, URL url) {
      try (var in = url.openStream()) {
        return name.startsWith("META-INF/services/dev.freshet")
            && new String(in.readAllBytes(), StandardCharsets.UTF_8).contains("dev.freshet.trial");
      } catch (IOException e) {
        return false;
      }
    }
  }

  @Test
  void snapshotsAndOtherFilesDoNotPileUp() throws Exception {
    for (int i = 0; i < 5; i++) {
      shelf.put("a", "a=" + i);
      shelf.put("b" + i, "b=same");
      assertThat(workshop.update(flow).exitCode()).isZero();
    }
    assertThat(state.snapshots().all()).hasSize(1);
    assertThat(Workshop.files(state.path().resolve("snapshots"))).hasSizeLessThan(10);
    assertThat(workshop.startsOfFlink("lines")).hasSizeLessThan(6);
    assertThat(Workshop.files(state.path().resolve("keys"))).hasSizeLessThanOrEqualTo(2);
    assertThat(Workshop.files(state.progress())).isEmpty();
  }
}
