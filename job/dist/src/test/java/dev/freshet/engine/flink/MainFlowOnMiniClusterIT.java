package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The main flow on a Flink of several task managers that is not ours, as on a cluster: workers know
 * nothing but the plan in the job graph and the state directory.
 */
class MainFlowOnMiniClusterIT {
  private static final String FLOW = "markdown-to-html";

  @RegisterExtension
  static final MiniClusterExtension FLINK =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(2)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @TempDir Path directory;
  private Workshop workshop;
  private StateDirectory state;
  private LoadedFlow flow;

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory);
    state = StateDirectory.of(workshop.state, FLOW);
    flow = Flows.load(workshop.markdownFlow(), getClass().getClassLoader());
  }

  @Test
  void runsOnRocksDbAndIsRestoredAtOtherParallelisms(@InjectMiniCluster MiniCluster cluster)
      throws Exception {
    for (int i = 0; i < 30; i++) {
      workshop.write("d" + i % 3 + "/" + i + ".md", "# Document " + i);
    }
    RunReport first = run(cluster, 2);
    assertThat(first.sources().get("documents").added()).isEqualTo(30);
    assertThat(workshop.pages()).hasSize(30);
    assertThat(filesOfRocksDb()).isPositive();

    workshop.write("d1/1.md", "# Edited");
    workshop.delete("d2/2.md");
    RunReport second = run(cluster, 4);
    assertThat(second.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 28, 1, 0, 0));
    assertThat(second.targets().get("pages")).isEqualTo(new RunReport.TargetCounts(1, 1, 0, 0));
    assertThat(workshop.pages()).hasSize(29).doesNotContainKey("d2/2.md.html");
    assertThat(workshop.pages().get("d1/1.md.html")).contains("Edited");

    workshop.write("d0/0.md", "# Edited too");
    RunReport third = run(cluster, 1);
    assertThat(third.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 28, 0, 0, 0));
    assertThat(third.items()).isEqualTo(29);
    assertThat(third.rows()).isEqualTo(29);
    assertThat(workshop.pages().get("d0/0.md.html")).contains("Edited too");
  }

  private RunReport run(MiniCluster cluster, int parallelism) throws Exception {
    ClassLoader loader = getClass().getClassLoader();
    try (RunLock lock = state.lock("test")) {
      long fence = lock.fence().number();
      Preparation preparation = new Preparation(flow.definition(), loader, state);
      preparation.apply(preparation.plan(false));
      String root = workshop.state.toString();
      RunPlan plan =
          new RunPlan(
              flow.reference(),
              FLOW,
              root,
              fence,
              1,
              false,
              false,
              false,
              BatchCommit.MOST_PATIENCE,
              1 << 20,
              false);
      RunningFlow running = RunningFlow.load(plan, flow.definition(), loader);
      ProgressFiles.of(plan).create();
      JobID job = submit(cluster, running, parallelism);
      JobWatch watch = new JobWatch(running, parallelism);
      await().until(() -> watch.round() != null && watch.committed(watch.round()));
      cluster.triggerCheckpoint(job).get();
      RunReport report = watch.report(state.rejected(), Duration.ZERO);
      cluster.cancelJob(job).get();
      cluster.requestJobResult(job).get();
      RunningFlow.forget(plan);
      return report;
    }
  }

  private JobID submit(MiniCluster cluster, RunningFlow running, int parallelism) throws Exception {
    Map<String, String> settings = Map.of("execution.checkpointing.data-inline-threshold", "0b");
    Path snapshots = state.snapshots().ofFence(running.plan().fence());
    Configuration configuration = FlinkSettings.of(settings, parallelism, snapshots, false);
    Optional<Snapshot> newest = state.snapshots().newest();
    if (newest.isPresent()) {
      FlinkSettings.restoreFrom(configuration, state.snapshots().path(newest.get()), true);
    }
    StreamGraph graph =
        FlowJob.graph(
            running.plan(),
            running.connectorTypes(),
            new StreamExecutionEnvironment(configuration));
    graph.setJobId(new JobID());
    cluster.submitJob(graph).get();
    return graph.getJobID();
  }

  /** In the snapshots: those that name properties of its tables. */
  private long filesOfRocksDb() throws Exception {
    try (Stream<Path> files = Files.walk(workshop.state.resolve(FLOW).resolve("snapshots"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> text(file).contains("leveldb.BytewiseComparator"))
          .count();
    }
  }

  private static String text(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
