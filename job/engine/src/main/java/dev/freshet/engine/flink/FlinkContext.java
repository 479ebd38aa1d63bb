package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import java.net.URL;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.jobmanager.HighAvailabilityMode;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The Flink cluster that this program was given to, by its client or by a job manager. */
public final class FlinkContext {
  private static final String IN_CLUSTER = "embedded";

  private final ReadableConfig configuration;

  private FlinkContext(ReadableConfig configuration) {
    this.configuration = configuration;
  }

  /** Null if this process was started by itself. */
  public static @Nullable FlinkContext current() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    return environment instanceof LocalStreamEnvironment
        ? null
        : new FlinkContext(environment.getConfiguration());
  }

  /** Whether this process is the job manager, which must not end with the program. */
  public boolean isInCluster() {
    return configuration.get(DeploymentOptions.TARGET).equals(IN_CLUSTER);
  }

  /**
   * Whether another job manager runs this program again when this one is gone. Then Flink lets it
   * submit a single job, and keeps that for the program that runs again.
   */
  boolean isRunAgain() {
    return isInCluster() && HighAvailabilityMode.isHighAvailabilityModeActivated(configuration());
  }

  /** Whether somebody waits for the end of a live run. */
  boolean isAttached() {
    return !isInCluster() && configuration.get(DeploymentOptions.ATTACHED);
  }

  /** For jobs that do not say their own. */
  public int parallelism() {
    return configuration.get(CoreOptions.DEFAULT_PARALLELISM);
  }

  /** What the cluster was told; the caller's. */
  public Map<String, String> settings() {
    return new LinkedHashMap<>(configuration.toMap());
  }

  /** What the cluster was told, without what its client decided for this program. */
  Configuration configuration() {
    return Configuration.fromMap(configuration.toMap());
  }

  /** Adds to the jars that go to the workers. */
  void addJars(Configuration program, List<URL> jars) {
    if (!jars.isEmpty()) {
      Set<String> all = new LinkedHashSet<>();
      configuration.getOptional(PipelineOptions.JARS).ifPresent(all::addAll);
      jars.forEach(jar -> all.add(jar.toString()));
      program.set(PipelineOptions.JARS, new ArrayList<>(all));
    }
  }
}
