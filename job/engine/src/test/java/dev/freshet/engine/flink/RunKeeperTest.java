package dev.freshet.engine.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.RunLock;
import dev.freshet.engine.setup.StateDirectory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.groups.OperatorCoordinatorMetricGroup;
import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.CoordinatorStore;
import org.apache.flink.runtime.operators.coordination.CoordinatorStoreImpl;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunKeeperTest {
  private static final int MAGIC = 0x4960672d;

  @TempDir Path root;
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private StateDirectory state;
  private RunLock lock;
  private OperatorCoordinator keeper;

  @BeforeEach
  void takeTheLock() throws Exception {
    state = StateDirectory.of(root, "pages");
    lock = state.lock("update");
    RunPlan plan =
        new RunPlan(
            null, "pages", root.toString(), 1, 1, false, false, false, Duration.ZERO, 0, true);
    var factory = (CoordinatedOperatorFactory<?>) RunKeeper.beside(plan, RowOperator::new);
    keeper = factory.getCoordinatorProvider("rows", new OperatorID()).create(new Job());
  }

  @Test
  void failsAJobWithoutRestartWhenAnotherRunHasTakenTheFlowOver() throws Exception {
    keeper.start();
    lock.close();
    try (RunLock other = state.lock("update")) {
      assertThat(other.fence().number()).isEqualTo(2);
      await().until(() -> !failures.isEmpty());
    }
    keeper.close();
    assertThat(failures.get(0)).rootCause().hasMessageContaining("run 2 took the flow over");
  }

  @Test
  void failsAJobThatGoesOnFromBeforeASavepoint() throws Exception {
    snapshot("savepoint-a", 7);
    keeper.resetToCheckpoint(6, new byte[0]);
    keeper.start();

    await().until(() -> !failures.isEmpty());

    keeper.close();
    assertThat(failures.get(0))
        .rootCause()
        .hasMessageContaining("failed after savepoint 7")
        .hasMessageContaining("cannot go on from checkpoint 6");
  }

  @Test
  void letsAJobGoOnFromItsNewestCheckpoint() throws Exception {
    snapshot("job/chk-6", 6);
    keeper.resetToCheckpoint(6, new byte[0]);
    keeper.start();
    keeper.executionAttemptFailed(0, 0, new IllegalStateException("The target is away"));

    Path trouble = state.progress().resolve("1/trouble");
    Files.createDirectories(trouble.getParent());
    keeper.executionAttemptFailed(0, 1, new IllegalStateException("The target is still away"));
    await().until(() -> Files.exists(trouble));

    keeper.close();
    assertThat(failures).isEmpty();
  }

  private void snapshot(String path, long checkpoint) throws Exception {
    Path directory = Files.createDirectories(root.resolve("pages/snapshots/1/" + path));
    ByteBuffer head = ByteBuffer.allocate(16).putInt(MAGIC).putInt(4).putLong(checkpoint);
    Files.write(directory.resolve("_metadata"), head.array());
  }

  private final class Job implements OperatorCoordinator.Context {
    @Override
    public void failJob(Throwable cause) {
      failures.add(cause);
    }

    @Override
    public JobID getJobID() {
      return new JobID();
    }

    @Override
    public OperatorID getOperatorId() {
      return new OperatorID();
    }

    @Override
    public OperatorCoordinatorMetricGroup metricGroup() {
      throw new UnsupportedOperationException("A keeper has no metrics");
    }

    @Override
    public int currentParallelism() {
      return 1;
    }

    @Override
    public ClassLoader getUserCodeClassloader() {
      return RunKeeperTest.class.getClassLoader();
    }

    @Override
    public CoordinatorStore getCoordinatorStore() {
      return new CoordinatorStoreImpl();
    }

    @Override
    public boolean isConcurrentExecutionAttemptsSupported() {
      return false;
    }

    @Override
    public @Nullable CheckpointCoordinator getCheckpointCoordinator() {
      return null;
    }
  }
}
