package dev.freshet.engine.flink;

import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/** Flink, here or elsewhere, as the run of one job sees it. One thread. */
interface Cluster extends AutoCloseable {
  /** In which the graph of the job is to be made. */
  StreamExecutionEnvironment environment(Configuration ofJob);

  void submit(StreamGraph graph, List<URL> jars) throws Exception;

  /** {@code RESTARTING} also while it cannot be asked. */
  JobStatus status() throws InterruptedException, ExecutionException;

  /** What the job failed with last, for messages. */
  Throwable failure() throws InterruptedException, ExecutionException;

  /** Cancels the job and waits; its newest checkpoint stays. */
  void cancel(Duration atMost) throws InterruptedException, ExecutionException, TimeoutException;

  /** How often it makes sense to look what has changed. */
  Duration glance();

  /** Ends the job if it still runs, unless it was {@link #leave left}. */
  @Override
  void close() throws Exception;

  /** The job goes on without this process. */
  default void leave() {}
}
