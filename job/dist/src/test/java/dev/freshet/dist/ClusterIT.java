package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.cluster.FlinkCluster.Outcome;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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
  void aLiveRunOutlivesItsClientTaskManagersAndJobManagersAndIsRescaled() throws Exception {
    String job = flow.live(2);
    flow.awaitPages(flow.rebuilt());
    assertThatThrownBy(flow::here)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("already running: live");

    long killed = System.nanoTime();
    cluster.killTaskManager();
    awaitEdit("d0/0.md", "# After the kill of a task manager", killed);
    cluster.startTaskManager();

    killed = System.nanoTime();
    cluster.killJobManager();
    cluster.startJobManager();
    awaitEdit("d0/3.md", "# After the kill of the job manager", killed);
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());

    flow.cancel(job);
    flow.workshop.write("d0/6.md", "# Edited while nothing ran");
    flow.workshop.delete("d2/2.md");
    job = flow.live(4);
    flow.awaitPages(flow.rebuilt());

    flow.stop(job, directory.resolve("savepoints"));
    assertThat(directory.resolve("savepoints")).isEmptyDirectory();
    flow.workshop.write("d0/9.md", "# Edited after a savepoint");
    job = flow.live(1);
    flow.awaitPages(flow.rebuilt());
    flow.cancel(job);

    assertThat(flow.here().sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 0, 29, 0, 0, 0));
  }

  private void awaitEdit(String name, String text, long since) throws Exception {
    flow.workshop.write(name, text);
    await()
        .until(() -> flow.workshop.pages().get(name + ".html").contains(text.substring(2)));
    System.out.printf("%s: %d ms%n", text, (System.nanoTime() - since) / 1_000_000);
  }
}
