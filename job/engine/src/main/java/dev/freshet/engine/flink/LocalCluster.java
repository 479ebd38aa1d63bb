package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.rpc.RpcSystem;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Flink in this process, with one job. It starts on a thread of its own, since that takes longer
 * than all that has to be done before the job can be submitted.
 */
final class LocalCluster implements Cluster {
  private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
  private static final Duration CANCEL_WITHIN = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(10);
  private static final String ACTORS = "org.apache.flink.runtime.rpc.pekko.PekkoRpcSystem";

  private final FutureTask<MiniCluster> starting;
  private final Duration checkpointInterval;
  private @Nullable MiniCluster cluster;
  private @Nullable JobID job;

  private LocalCluster(FutureTask<MiniCluster> starting, Duration checkpointInterval) {
    this.starting = starting;
    this.checkpointInterval = checkpointInterval;
  }

  /** Returns at once. */
  static LocalCluster start(Configuration configuration, int slots) {
    Configuration ofCluster = new Configuration(configuration);
    FutureTask<MiniCluster> starting = new FutureTask<>(() -> startNow(ofCluster, slots));
    Thread thread = new Thread(starting, "start of Flink");
    thread.setDaemon(true);
    thread.start();
    return new LocalCluster(
        starting, configuration.get(CheckpointingOptions.CHECKPOINTING_INTERVAL));
  }

  private static MiniCluster startNow(Configuration configuration, int slots) throws Exception {
    MiniClusterConfiguration chosen =
        new MiniClusterConfiguration.Builder()
            .setConfiguration(configuration)
            .setNumTaskManagers(1)
            .setNumSlotsPerTaskManager(slots)
            .build();
    Supplier<Reference<RpcSystem>> actors = () -> Reference.owned(rpcSystem(configuration));
    MiniCluster cluster =
        FlinkSettings.wantsRest(configuration)
            ? new MiniCluster(chosen, actors)
            : new QuietCluster(chosen, actors);
    try {
      cluster.start();
      return cluster;
    } catch (Throwable e) {
      cluster.close();
      throw e;
    }
  }

  @Override
  public StreamExecutionEnvironment environment(Configuration ofJob) {
    return new StreamExecutionEnvironment(ofJob);
  }

  @Override
  public void submit(StreamGraph graph, List<URL> jars) throws Exception {
    graph.setJobId(new JobID());
    graph.setClasspath(jars);
    MiniCluster started = starting.get();
    started.submitJob(graph).get();
    cluster = started;
    job = graph.getJobID();
  }

  private MiniCluster cluster() {
    return Objects.requireNonNull(cluster, "no job was submitted");
  }

  private JobID job() {
    return Objects.requireNonNull(job, "no job was submitted");
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

  @Override
  public JobStatus status() throws InterruptedException, ExecutionException {
    return cluster().getJobStatus(job()).get();
  }

  @Override
  public Throwable failure() throws InterruptedException, ExecutionException {
    var info = cluster().getArchivedExecutionGraph(job()).get().getFailureInfo();
    return info == null
        ? new IllegalStateException("The job failed without a reason")
        : info.getException().deserializeError(getClass().getClassLoader());
  }

  @Override
  public Duration glance() {
    return GLANCE;
  }

  CompletableFuture<String> checkpoint() {
    return cluster().triggerCheckpoint(job());
  }

  /** Waits for a job that ends by itself. */
  JobStatus awaitEnd() throws InterruptedException, ExecutionException {
    var unused = cluster().requestJobResult(job()).get();
    return status();
  }

  @Override
  public void cancel(Duration atMost)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (!status().isGloballyTerminalState()) {
      cluster().cancelJob(job()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      cluster().requestJobResult(job()).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /** Cancels what still runs, so that nothing fails for want of its cluster. */
  @Override
  public void close() throws Exception {
    boolean interrupted = Thread.interrupted();
    try {
      MiniCluster started = starting.get();
      cancelIfSubmitted();
      started.close();
    } catch (ExecutionException e) {
      LOG.debug("Flink did not start", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void cancelIfSubmitted() throws InterruptedException {
    if (job == null) {
      return;
    }
    try {
      cancel(CANCEL_WITHIN);
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      LOG.debug("The job is closed without having been cancelled", e);
    }
  }
}
