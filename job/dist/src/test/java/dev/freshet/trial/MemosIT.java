package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.setup.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Expensive calls, which are made once for an input, whatever happens to items and runs. */
class MemosIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  @Test
  void areNotMadeAgainForRenamedAndEditedItems() throws Exception {
    for (int i = 0; i < 20; i++) {
      shelf.put("i" + i, "r" + i + "=?question " + i);
    }
    shelf.put("many", "m0=?question 0\nm1=?new 1\nm2=?new 2\nm3=?question 3");
    RunReport first = workshop.update(flow);
    assertThat(first.exitCode()).isZero();
    assertThat(workshop.trial.takeRemembered()).hasSize(22).contains("new 1", "question 19");
    assertThat(ledger.rows())
        .hasSize(24)
        .containsEntry("m0", "result of question 0")
        .containsEntry("m2", "result of new 2")
        .containsEntry("m3", "result of question 3")
        .containsEntry("r7", "result of question 7");

    shelf.clear();
    for (int i = 0; i < 20; i++) {
      shelf.put("renamed" + i, "r" + i + "=?question " + i);
    }
    shelf.put("less", "m0=?question 0\nm2=?new 2");
    RunReport renamed = workshop.confirmRemovals(true).update(flow);
    assertThat(renamed.sources().get("items").added()).isEqualTo(21);
    assertThat(workshop.trial.takeRemembered()).isEmpty();
    assertThat(renamed.calls().misses()).isZero();
    assertThat(renamed.calls().hits()).isEqualTo(22);
    assertThat(ledger.rows()).hasSize(22);

    deleteMemos();
    shelf.put("less", "m0=?question 0\nm1=plain");
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(workshop.trial.takeRemembered()).containsExactly("question 0");
    assertThat(ledger.rows()).hasSize(22).containsEntry("m0", "result of question 0");
  }

  private void deleteMemos() throws Exception {
    try (Stream<Path> files = Files.walk(StateDirectory.memos(workshop.state))) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void areNotMadeAgainAfterAStopThatLosesTheItem() throws Exception {
    shelf.put("a", "a=?done");
    shelf.put("b", "b=?done too");
    shelf.put("slow", "wait for it\nc=?late");
    try (LiveRun update = LiveRun.ofUpdate(workshop.runs(flow))) {
      await().until(() -> workshop.trial.running() == 1 && workshop.trial.callCount() == 3);
    }
    assertThat(workshop.trial.takeRemembered()).containsExactly("done", "done too");

    workshop.trial.gate("for it").countDown();
    assertThat(workshop.update(flow).exitCode()).isZero();
    assertThat(workshop.trial.takeRemembered()).containsExactly("late");
    assertThat(ledger.rows())
        .isEqualTo(Map.of("a", "result of done", "b", "result of done too", "c", "result of late"));
  }
}
