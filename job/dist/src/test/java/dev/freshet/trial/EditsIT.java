package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a directory, edited between runs: what runs again, and what becomes of the rows. */
class EditsIT {
  private static final String FLOW =
      """
      name: edits
      sources:
        documents:
          type: local-files
          path: $docs
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

  private RunReport update() throws Exception {
    RunReport report = workshop.update(flow);
    assertThat(report.exitCode()).isZero();
    return report;
  }

  @Test
  void runsOnlyWhatWasEdited() throws Exception {
    for (int i = 0; i < 1000; i++) {
      workshop.write("d" + i % 10 + "/" + i, i + "=text " + i);
    }
    update();
    assertThat(workshop.trial.takeCalls()).hasSize(1000);
    assertThat(workshop.pages()).hasSize(1000);

    FileTime now = FileTime.from(Instant.now());
    Files.setLastModifiedTime(workshop.docs.resolve("d1/1"), now);
    RunReport touched = update();
    assertThat(workshop.trial.takeCalls()).isEmpty();
    assertThat(touched.sources().get("documents")).isEqualTo(new SourceCounts(0, 0, 1000, 0, 0, 0));
    assertThat(touched.targets().get("files")).isEqualTo(new TargetCounts(0, 0, 0, 0));

    workshop.write("d7/7", "7=edited");
    RunReport edited = update();
    assertThat(workshop.trial.takeCalls()).containsExactly("d7/7");
    assertThat(edited.sources().get("documents")).isEqualTo(new SourceCounts(0, 1, 999, 0, 0, 0));
    assertThat(edited.targets().get("files")).isEqualTo(new TargetCounts(1, 0, 0, 0));
    assertThat(workshop.pages()).hasSize(1000).containsEntry("7", "edited");
  }

  /** Both in one batch: the row is deleted and written where a checkpoint comes between. */
  @Test
  void movesTheRowOfARenamedFileAndDeletesThoseOfADeletedOne() throws Exception {
    workshop.settings(Map.of("execution.checkpointing.interval", "1h"));
    workshop.write("a", "moved=kept\nonly-a=1");
    workshop.write("b", "b=1");
    workshop.write("c", "c=1");
    update();
    workshop.trial.takeCalls();

    Files.move(workshop.docs.resolve("a"), workshop.docs.resolve("z"));
    workshop.delete("b");
    RunReport report = update();

    assertThat(workshop.pages()).isEqualTo(Map.of("moved", "kept", "only-a", "1", "c", "1"));
    assertThat(workshop.trial.takeCalls()).containsExactly("z");
    assertThat(report.sources().get("documents")).isEqualTo(new SourceCounts(1, 0, 1, 2, 0, 0));
    assertThat(report.targets().get("files").deletes()).isEqualTo(1);
  }

  @Test
  void forgetsAFileThatAppearsChangesAndVanishesWhileNothingRuns() throws Exception {
    workshop.write("a", "a=1");
    update();
    workshop.write("brief", "brief=1");
    workshop.write("brief", "brief=2");
    workshop.delete("brief");
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "1"));

    workshop.write("brief", "brief=1");
    update();
    assertThat(workshop.pages()).containsKey("brief");
    workshop.write("brief", "brief=2");
    workshop.delete("brief");
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void seesNewContentWithAnOlderOrEqualModificationTime() throws Exception {
    Path file = workshop.docs.resolve("a");
    workshop.write("a", "a=1");
    update();
    FileTime modified = Files.getLastModifiedTime(file);

    workshop.write("a", "a=2");
    Files.setLastModifiedTime(file, FileTime.from(modified.toInstant().minus(Duration.ofDays(9))));
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "2"));

    FileTime older = Files.getLastModifiedTime(file);
    workshop.write("a", "a=3");
    Files.setLastModifiedTime(file, older);
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "3"));
  }

  @Test
  void followsAPathThatIsSwitchedToAnotherDirectoryWithTheSameNames() throws Exception {
    Path other = Files.createDirectories(directory.resolve("other"));
    FileTime same = FileTime.from(Instant.now());
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
    Files.writeString(other.resolve("a"), "a=2");
    Files.setLastModifiedTime(workshop.docs.resolve("a"), same);
    Files.setLastModifiedTime(other.resolve("a"), same);
    update();

    flow = workshop.flow(FLOW.replace("$docs", "$directory/other"));
    RunReport switched = update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "2"));
    // Where the old item's release and the new one's claim fall into two batches, "a" goes and
    // comes.
    assertThat(switched.targets().get("files").upserts()).isEqualTo(1);
    assertThat(switched.targets().get("files").deletes()).isBetween(1L, 2L);

    flow = workshop.flow(FLOW);
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "1", "b", "1"));
  }

  @Test
  void holdsTheRemovalOfEverythingUntilItIsConfirmed() throws Exception {
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
    update();
    workshop.delete("a");
    workshop.delete("b");

    for (int i = 0; i < 2; i++) {
      RunReport held = workshop.update(flow);
      assertThat(held.exitCode()).isEqualTo(3);
      assertThat(held.sources().get("documents")).isEqualTo(new SourceCounts(0, 0, 0, 0, 0, 2));
      assertThat(held.failures()).extracting(RunReport.Failure::key).contains("a", "b");
      assertThat(workshop.pages()).hasSize(2);
    }

    workshop.confirmRemovals(true);
    RunReport confirmed = update();
    assertThat(confirmed.sources().get("documents").removed()).isEqualTo(2);
    assertThat(workshop.pages()).isEmpty();

    workshop.confirmRemovals(false);
    workshop.write("a", "a=2");
    update();
    assertThat(workshop.pages()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void removesNothingWhenTheSourceDirectoryIsGone() throws Exception {
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
    update();
    Path aside = Files.move(workshop.docs, directory.resolve("aside"));

    assertThatThrownBy(() -> workshop.update(flow))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("documents")
        .hasMessageContaining(workshop.docs.toString());
    assertThat(workshop.pages()).hasSize(2);

    Files.move(aside, workshop.docs);
    update();
    assertThat(workshop.pages()).hasSize(2);
  }

  @Test
  void asksBeforeItBelievesThatMostKeysAreGoneEvenIfAsManyCame() throws Exception {
    for (int i = 0; i < 150; i++) {
      workshop.write("old/" + i, "old" + i + "=1");
    }
    update();
    Files.move(workshop.docs.resolve("old"), workshop.docs.resolve("new"));
    RunReport held = workshop.update(flow);
    assertThat(held.exitCode()).isEqualTo(3);
    assertThat(held.sources().get("documents").held()).isEqualTo(150);
    assertThat(workshop.pages()).hasSize(150);

    workshop.confirmRemovals(true);
    update();
    assertThat(workshop.pages()).hasSize(150);
  }

  private void guard(String guard) throws Exception {
    String yaml = Files.readString(Path.of(flow));
    flow = workshop.flow(yaml.replaceFirst("( +)process:", "$1removal-guard: " + guard + "\n$0"));
  }

  @Test
  void believesEveryListingOfASourceWithoutAGuard() throws Exception {
    guard("off");
    workshop.write("a", "a=1");
    workshop.write("b", "b=1");
    update();
    workshop.delete("a");
    workshop.delete("b");

    assertThat(update().sources().get("documents").removed()).isEqualTo(2);
    assertThat(workshop.pages()).isEmpty();
  }

  @Test
  void holdsAsManyRemovalsAsTheSourceSays() throws Exception {
    guard("{fraction: 0.2, fewest: 3}");
    for (int i = 0; i < 10; i++) {
      workshop.write("f" + i, "r" + i + "=1");
    }
    update();
    workshop.delete("f0");
    workshop.delete("f1");
    update();
    assertThat(workshop.pages()).hasSize(8);

    workshop.delete("f2");
    workshop.delete("f3");
    workshop.delete("f4");
    assertThat(workshop.update(flow).sources().get("documents").held()).isEqualTo(3);
    assertThat(workshop.pages()).hasSize(8);
  }
}
