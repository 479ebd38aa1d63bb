package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.cluster.FlinkCluster.Outcome;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The job jar on a cluster of processes, given to it by Flink's own client. */
final class ClusterIT {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path shared;

  private static FlinkCluster cluster;

  @TempDir Path directory;
  private ClusterFlow flow;

  @BeforeAll
  static void start() throws Exception {
    String settings = Files.readString(Path.of("../../conf/cluster/config.yaml"));
    cluster = FlinkCluster.in(shared, settings, Map.of());
    cluster.startZooKeeper();
    cluster.startJobManager();
    cluster.startTaskManager();
    cluster.startTaskManager();
    cluster.awaitTaskManagers(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    flow = new ClusterFlow(cluster, directory);
    for (int i = 0; i < 30; i++) {
      flow.workshop.write("d" + i % 3 + "/" + i + ".md", "# Document " + i);
    }
  }

  @Test
  void anUpdateGoesOnWhereOneInAProcessEndedAndTheOtherWayRound() throws Exception {
    Outcome first = flow.update(2);
    assertThat(first.exitCode()).as(first.said()).isZero();
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());

    flow.workshop.write("d1/1.md", "# Edited here");
    RunReport here = flow.here();
    assertThat(here.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 29, 0, 0, 0));

    flow.workshop.delete("d2/2.md");
    Outcome second = flow.update(4);
    assertThat(second.said()).contains("0 added, 0 changed, 29 unchanged, 1 removed");
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());
    assertThat(flow.here().sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 0, 29, 0, 0, 0));
  }

  @Test
  void aLiveRunOutlivesItsClientAndATaskManager() throws Exception {
    String job = flow.live(2);
    flow.awaitPages(flow.rebuilt());
    Assertions.assertThatThrownBy(flow::here)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("already running");

    cluster.killTaskManager();
    long killed = System.nanoTime();
    flow.workshop.write("d0/0.md", "# After the kill");
    await().until(() -> flow.workshop.pages().get("d0/0.md.html").contains("After the kill"));
    System.out.printf(
        "From the kill of a task manager to the edit in the target: %d ms%n",
        (System.nanoTime() - killed) / 1_000_000);
    cluster.startTaskManager();
    cluster.awaitTaskManagers(2);
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());

    flow.cancel(job);
    flow.workshop.write("d0/3.md", "# Edited while nothing ran");
    assertThat(flow.here().sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 29, 0, 0, 0));
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());
  }
}
