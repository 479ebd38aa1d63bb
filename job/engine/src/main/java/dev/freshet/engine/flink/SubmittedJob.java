package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.StateRoot;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.messages.FlinkJobNotFoundException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job on the cluster that this program was given to. */
final class SubmittedJob implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(SubmittedJob.class);
  private static final Duration GLANCE = Duration.ofMillis(100);
  private static final Duration FAR_GLANCE = Duration.ofMillis(500);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(10);
  private static final long ANSWER_SECONDS = 20;

  private final FlinkContext context;
  private final Duration glance;
  private @Nullable StreamExecutionEnvironment environment;
  private @Nullable JobClient job;
  private @Nullable Throwable silence;

  /**
   * @param state where the job's progress is looked up
   */
  SubmittedJob(FlinkContext context, Path state) {
    this.context = context;
    this.glance = StateRoot.isLocal(state) ? GLANCE : FAR_GLANCE;
  }

  @Override
  public StreamExecutionEnvironment environment(Configuration ofJob) {
    environment = StreamExecutionEnvironment.getExecutionEnvironment(ofJob);
    if (!ofJob.contains(StateRecoveryOptions.SAVEPOINT_PATH)
        && environment.getConfiguration() instanceof Configuration merged) {
      merged.removeConfig(StateRecoveryOptions.SAVEPOINT_PATH);
    }
    return environment;
  }

  @Override
  public void submit(StreamGraph graph, List<URL> jars) throws Exception {
    job = Objects.requireNonNull(environment).executeAsync(graph);
  }

  /**
   * Goes on with the job that this application had under a job manager that is gone.
   *
   * @return whether there was one
   */
  boolean recover(String name) throws Exception {
    try {
      job = environment(new Configuration()).executeAsync(new RecoveredGraph(name));
      return true;
    } catch (RecoveredGraph.Absent none) {
      return false;
    }
  }

  private JobClient job() {
    return Objects.requireNonNull(job, "no job was submitted");
  }

  String id() {
    return job().getJobID().toString();
  }

  @Override
  public JobStatus status() throws InterruptedException {
    try {
      JobStatus status = job().getJobStatus().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      silence = null;
      return status;
    } catch (ExecutionException | TimeoutException e) {
      boolean forgotten =
          ExceptionUtils.findThrowable(e, FlinkJobNotFoundException.class).isPresent()
              || ExceptionUtils.findThrowableWithMessage(e, "FlinkJobNotFoundException")
                  .isPresent();
      silence =
          new IllegalStateException(
              forgotten
                  ? "Flink does not know job " + id() + " any more; run again to go on"
                  : "Flink does not answer about job " + id(),
              e);
      return forgotten ? JobStatus.FAILED : JobStatus.RESTARTING;
    }
  }

  @Override
  public Throwable failure() throws InterruptedException {
    if (silence != null) {
      return silence;
    }
    if (!status().isGloballyTerminalState()) {
      return new IllegalStateException("see the exceptions of job " + id() + " in Flink");
    }
    try {
      var unused = job().getJobExecutionResult().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return new IllegalStateException("Job " + id() + " ended without having been told to");
    } catch (ExecutionException e) {
      return e.getCause() == null ? e : e.getCause();
    } catch (TimeoutException e) {
      return e;
    }
  }

  @Override
  public void cancel(Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (status().isGloballyTerminalState()) {
      return;
    }
    long until = System.nanoTime() + atMost.toNanos();
    job().cancel().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    while (!status().isGloballyTerminalState()) {
      if (System.nanoTime() > until) {
        throw new TimeoutException("Job " + id() + " was cancelled and has not ended");
      }
      TimeUnit.MILLISECONDS.sleep(GLANCE.toMillis());
    }
  }

  @Override
  public Duration glance() {
    return glance;
  }

  @Override
  public void leave() {
    LOG.info("Job {} goes on without its client", id());
    job = null;
  }

  @Override
  public void close() {
    if (job == null) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      cancel(CANCEL_WITHIN);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.warn("Job {} could not be cancelled: {}", id(), e.toString());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
