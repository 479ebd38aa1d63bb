package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.FencedException;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.operators.coordination.OperatorCoordinator;
import org.apache.flink.runtime.operators.coordination.OperatorEvent;
import org.apache.flink.streaming.api.operators.CoordinatedOperatorFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes on with a run in the job manager, from where it outlives the client and every restart of
 * tasks. It has no state in snapshots, so they fit jobs in one process, which have none of these.
 *
 * <p>Called by the job manager's main thread; what it does happens on a thread of its own.
 */
final class RunKeeper implements OperatorCoordinator {
  private static final Logger LOG = LoggerFactory.getLogger(RunKeeper.class);
  private static final Duration END_WITHIN = Duration.ofSeconds(3);
  private static final long NOTHING = -1;
  private static final byte[] NO_STATE = {1};

  private final Context context;
  private final RunPlan plan;
  private final Bell bell = new Bell();
  private @Nullable Thread thread;
  private volatile boolean closed;
  private volatile long restored = NOTHING;
  private volatile @Nullable String trouble;
  private @Nullable String told;
  private @Nullable String warned;

  private RunKeeper(Context context, RunPlan plan) {
    this.context = context;
    this.plan = plan;
  }

  /** The factory of this operator, with a keeper beside it if the plan is one of a cluster. */
  static <I, O> FlowOperatorFactory<I, O> beside(
      RunPlan plan, FlowOperatorFactory.Constructor<O> constructor) {
    return plan.onCluster()
        ? new Beside<>(plan, constructor)
        : new FlowOperatorFactory<>(plan, constructor);
  }

  private static final class Beside<I, O> extends FlowOperatorFactory<I, O>
      implements CoordinatedOperatorFactory<O> {
    private static final long serialVersionUID = 1L;

    private final RunPlan plan;

    Beside(RunPlan plan, Constructor<O> constructor) {
      super(plan, constructor);
      this.plan = plan;
    }

    @Override
    public Provider getCoordinatorProvider(String operator, OperatorID id) {
      return new OfPlan(id, plan);
    }
  }

  private record OfPlan(OperatorID id, RunPlan plan) implements Provider {
    private static final long serialVersionUID = 1L;

    @Override
    public OperatorID getOperatorId() {
      return id;
    }

    @Override
    public OperatorCoordinator create(Context context) {
      return new RunKeeper(context, plan);
    }
  }

  @Override
  public void start() {
    Thread newThread = new Thread(this::keep, "keeper of " + plan.flowName());
    newThread.setDaemon(true);
    newThread.setContextClassLoader(context.getUserCodeClassloader());
    newThread.start();
    thread = newThread;
  }

  private void keep() {
    try {
      Keeping keeping = begin();
      while (keeping == null && !closed) {
        bell.await(plan.glance());
        keeping = begin();
      }
      try (Keeping begun = keeping) {
        while (begun != null && !closed) {
          tellTrouble();
          look(begun);
          bell.await(plan.glance());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (Exception | LinkageError e) {
      if (!closed) {
        context.failJob(new SuppressRestartsException(e));
      }
    }
  }

  /** Null if that is not possible at the moment. */
  private @Nullable Keeping begin() throws FencedException {
    try {
      StateDirectory state = plan.state();
      ClassLoader loader = context.getUserCodeClassloader();
      return plan.live()
          ? new KeptLive(plan, state, loader, context.currentParallelism())
          : new KeptUpdate(plan, state);
    } catch (FencedException e) {
      throw e;
    } catch (IOException e) {
      warn(e);
      return null;
    }
  }

  private void warn(IOException e) {
    if (!e.toString().equals(warned)) {
      warned = e.toString();
      LOG.warn("The state of flow {} cannot be reached: {}", plan.flowName(), warned);
    }
  }

  /** A state directory that cannot be reached for a moment ends nothing. */
  private void look(Keeping keeping) throws Exception {
    try {
      checkRestored();
      keeping.look();
    } catch (FencedException e) {
      throw e;
    } catch (IOException e) {
      warn(e);
    }
  }

  /** To the log, and to whoever follows the run. */
  private void tellTrouble() {
    String current = trouble;
    if (current == null || current.equals(told)) {
      return;
    }
    told = current;
    LOG.warn("The job of flow {} starts again: {}", plan.flowName(), current);
    try {
      JobWatch.writeTrouble(plan, current);
    } catch (IOException e) {
      warn(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    bell.ring();
    if (thread != null) {
      thread.join(END_WITHIN.toMillis());
    }
  }

  @Override
  public void checkpointCoordinator(long checkpoint, CompletableFuture<byte[]> result) {
    result.complete(NO_STATE);
  }

  @Override
  public void resetToCheckpoint(long checkpoint, byte @Nullable [] state) {
    restored = checkpoint;
    bell.ring();
  }

  /**
   * The savepoint of a stop writes rows when it is complete, which a job that fails at that moment
   * and goes on from the checkpoint before knows nothing of.
   */
  private void checkRestored() throws IOException {
    long from = restored;
    if (from == NOTHING) {
      return;
    }
    StateDirectory state = plan.state();
    Snapshot newest = state.snapshots().newest().orElse(null);
    if (newest != null
        && newest.isSavepoint()
        && newest.fence() == plan.fence()
        && newest.checkpointId() > from) {
      throw new IllegalStateException(
          "The job of flow %s ends, nothing is lost: it failed after savepoint %d had written rows, and cannot go on from checkpoint %d. Run it again."
              .formatted(plan.flowName(), newest.checkpointId(), from));
    }
    restored = NOTHING;
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {}

  @Override
  public void handleEventFromOperator(int subtask, int attempt, OperatorEvent event) {}

  @Override
  public void subtaskReset(int subtask, long checkpoint) {}

  /** Of the tasks that write to targets; those that were only cancelled with others have none. */
  @Override
  public void executionAttemptFailed(int subtask, int attempt, @Nullable Throwable reason) {
    if (reason != null) {
      trouble = JobRun.reason(reason);
      bell.ring();
    }
  }

  @Override
  public void executionAttemptReady(int subtask, int attempt, SubtaskGateway gateway) {}
}
