package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When an update may end without starting Flink, and when it must not. */
class NoChangeIT {
  @TempDir Path directory;
  private Workshop workshop;
  private Shelf shelf;
  private Ledger ledger;
  private String flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).parallelism(1);
    shelf = workshop.trial.shelf("items");
    ledger = workshop.trial.ledger("lines");
    flow = workshop.linesFlow();
  }

  /** Runs an update and says whether it started Flink. */
  private boolean startsFlink(int exitCode) throws Exception {
    Set<String> before = workshop.startsOfFlink("lines");
    assertThat(workshop.update(flow).exitCode()).isEqualTo(exitCode);
    return !workshop.startsOfFlink("lines").equals(before);
  }

  private boolean startsFlink() throws Exception {
    return startsFlink(0);
  }

  @Test
  void startsFlinkOnlyWhenSomethingChanged() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "b=1");
    assertThat(startsFlink()).isTrue();

    RunReport unchanged = workshop.update(flow);
    assertThat(unchanged.sources().get("items")).isEqualTo(new SourceCounts(0, 0, 2, 0, 0, 0));
    assertThat(unchanged.targets()).containsKey("lines");
    assertThat(startsFlink()).isFalse();

    shelf.put("a", "a=2");
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();

    shelf.remove("b");
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void startsFlinkWhenTheFlowChanged() throws Exception {
    shelf.put("a", "a=one");
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();

    String text = java.nio.file.Files.readString(Path.of(flow));
    flow = workshop.flow(text.replace("shelf: items", "shelf: items\n    note: other"));
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();

    flow = workshop.flow(text.replace("trial.Lines", "trial.LoudLines"));
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "ONE"));
    assertThat(startsFlink()).isFalse();

    flow = workshop.flow(text);
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "one"));
  }

  @Test
  void startsFlinkAsLongAsAnItemFails() throws Exception {
    shelf.put("a", "a=1");
    shelf.put("b", "fail for now");
    assertThat(startsFlink(3)).isTrue();
    assertThat(startsFlink(3)).isTrue();
    shelf.put("b", "b=1");
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();
  }

  @Test
  void startsFlinkAsLongAsARowIsRejected() throws Exception {
    ledger.refuse(text -> text.equals("bad") ? "no" : null);
    shelf.put("a", "a=bad");
    assertThat(startsFlink(3)).isTrue();
    assertThat(startsFlink(3)).isTrue();
    ledger.refuse(text -> null);
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();
  }

  @Test
  void startsFlinkAfterALiveRunWhoseEditWasReverted() throws Exception {
    shelf.put("a", "1", "a=1");
    assertThat(startsFlink()).isTrue();
    assertThat(startsFlink()).isFalse();

    try (LiveRun live = workshop.live(flow)) {
      shelf.put("a", "2", "a=2");
      await().until(() -> ledger.rows().get("a").equals("2"));
      live.stop();
    }
    shelf.put("a", "1", "a=1");
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
  }

  @Test
  void startsFlinkAfterAnUpdateThatWasStoppedAndWhoseEditWasReverted() throws Exception {
    shelf.put("a", "1", "a=1");
    assertThat(startsFlink()).isTrue();

    shelf.put("a", "2", "a=2");
    shelf.put("b", "1", "wait for ever");
    workshop.settings(Map.of("execution.checkpointing.interval", "50ms"));
    try (LiveRun update = LiveRun.ofUpdate(workshop.runs(flow))) {
      await().until(() -> ledger.rows().get("a").equals("2"));
    }
    shelf.put("a", "1", "a=1");
    shelf.remove("b");
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
    assertThat(startsFlink()).isFalse();
  }

  /** The item changes between its listing and its reading, and back before the next run. */
  @Test
  void startsFlinkAfterARunThatReadAnotherVersionThanItListed() throws Exception {
    shelf.put("a", "1", "a=1");
    shelf.afterListing(() -> shelf.put("a", "2", "a=2"));
    workshop.update(flow);
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "2"));

    shelf.afterListing(() -> {});
    shelf.put("a", "1", "a=1");
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1"));
    assertThat(startsFlink()).isFalse();
  }

  /** It vanishes between its listing and its reading, and comes back as it was. */
  @Test
  void startsFlinkAfterARunThatDidNotFindWhatItListed() throws Exception {
    shelf.put("a", "1", "a=1");
    shelf.put("b", "1", "b=1");
    shelf.beforeReading(() -> shelf.remove("a"));
    workshop.update(flow);
    assertThat(ledger.rows()).isEqualTo(Map.of("b", "1"));

    shelf.beforeReading(() -> {});
    shelf.put("a", "1", "a=1");
    assertThat(startsFlink()).isTrue();
    assertThat(ledger.rows()).isEqualTo(Map.of("a", "1", "b", "1"));
  }
}
