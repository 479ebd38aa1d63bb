package dev.freshet.engine.flink;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Flink in this process, with one job. */
final class LocalCluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(10);
  private static final String ACTORS = "org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem";

  private final MiniCluster cluster;
  private final JobID job;
  private final Duration checkpointInterval;

  private LocalCluster(MiniCluster cluster, JobID job, Duration checkpointInterval) {
    this.cluster = cluster;
    this.job = job;
    this.checkpointInterval = checkpointInterval;
  }

  /**
   * @param checkpointInterval that the user chose, for who triggers them
   */
  static LocalCluster start(
      StreamGraph graph,
      Configuration configuration,
      int slots,
      List<URL> jars,
      Duration checkpointInterval)
      throws Exception {
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build(),
            () -> Reference.owned(rpcSystem(configuration)));
    try {
      cluster.start();
      graph.setJobId(new JobID());
      graph.setClasspath(jars);
      cluster.submitJob(graph).get();
      return new LocalCluster(cluster, graph.getJobID(), checkpointInterval);
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  /**
   * Flink unpacks its actor system into a class loader of its own at every start. Where the same
   * classes are on the class path, as {@code ./freshet} has them, they come from the class archive.
   */
  private static RpcSystem rpcSystem(Configuration configuration) {
    try {
      return (RpcSystem) Class.forName(ACTORS).getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      return RpcSystem.load(configuration);
    }
  }

  Duration checkpointInterval() {
    return checkpointInterval;
  }

  JobStatus status() throws InterruptedException, ExecutionException {
    return cluster.getJobStatus(job).get();
  }

  /** What the job failed with last, for messages. */
  Throwable failure() throws InterruptedException, ExecutionException {
    var info = cluster.getArchivedExecutionGraph(job).get().getFailureInfo();
    return info == null
        ? new IllegalStateException("The job failed without a reason")
        : info.getException().deserializeError(getClass().getClassLoader());
  }

  CompletableFuture<String> checkpoint() {
    return cluster.triggerCheckpoint(job);
  }

  /** Cancels the job and waits; its newest checkpoint stays. */
  void cancel(Duration atMost) throws InterruptedException, ExecutionException, TimeoutException {
    if (!status().isGloballyTerminalState()) {
      cluster.cancelJob(job).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      cluster.requestJobResult(job).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Cancels what still runs, so that nothing fails for want of its cluster. */
  @Override
  public void close() throws Exception {
    boolean interrupted = Thread.interrupted();
    try {
      cancel(CANCEL_WITHIN);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The job is closed without having been cancelled", e);
    } finally {
      cluster.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
