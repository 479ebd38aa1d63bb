package dev.freshet.engine.flink;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ConfigurationUtils;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;

/** The configuration of a job: what the protocol needs, then what a user chose, then defaults. */
final class FlinkSettings {
  private static final String ANY_PORT = "0";
  private static final Duration NEVER = Duration.ofDays(365);

  private FlinkSettings() {}

  /**
   * @param live whether there is little at a time, which shall not wait for more
   */
  static Configuration of(
      Map<String, String> settings, int parallelism, Path snapshots, boolean live) {
    Configuration configuration = defaults();
    configuration.addAll(defaultsOfProcess());
    if (live) {
      configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
    }
    configuration.addAll(Configuration.fromMap(settings));
    if (!configuration.contains(RestOptions.BIND_PORT)) {
      boolean chosen = configuration.contains(RestOptions.PORT);
      configuration.set(
          RestOptions.BIND_PORT,
          chosen ? Integer.toString(configuration.get(RestOptions.PORT)) : ANY_PORT);
    }
    require(configuration, parallelism, snapshots);
    return configuration;
  }

  /**
   * What the program says of its job on a cluster: defaults only where the cluster was told nothing
   * else.
   */
  static Configuration onCluster(
      FlinkContext cluster,
      Map<String, String> settings,
      int parallelism,
      Path snapshots,
      boolean live) {
    Configuration configuration = defaults();
    if (live) {
      configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ZERO);
    }
    Set<String> told = cluster.configuration().keySet();
    told.forEach(configuration::removeKey);
    configuration.addAll(Configuration.fromMap(settings));
    require(configuration, parallelism, snapshots);
    configuration.set(CheckpointingOptions.MAX_CONCURRENT_CHECKPOINTS, 1);
    return configuration;
  }

  /** What the cluster was told that this process belongs to, if any. */
  static Map<String, String> ofThisProcess() {
    return GlobalConfiguration.loadConfiguration().toMap();
  }

  /** Where this process may keep files of its own. */
  static Path temporaryDirectory() {
    Configuration configuration = GlobalConfiguration.loadConfiguration();
    return Path.of(ConfigurationUtils.parseTempDirectories(configuration)[0]);
  }

  private static void require(Configuration configuration, int parallelism, Path snapshots) {
    configuration.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    configuration.set(PipelineOptions.OBJECT_REUSE, true);
    configuration.set(
        CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    configuration.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, SealedStorage.class.getName());
    configuration.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY, snapshots.toAbsolutePath().toUri().toString());
    configuration.set(
        CheckpointingOptions.SAVEPOINT_DIRECTORY, snapshots.toAbsolutePath().toUri().toString());
  }

  /**
   * Leaves it to {@link CheckpointsOnDemand} when to trigger one. Flink waits for the interval only
   * before its scheduler's first start; after later ones, which every start of a job brings, it
   * waits for the pause.
   */
  static void withoutPeriodicCheckpoints(Configuration configuration) {
    configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, NEVER);
    configuration.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, NEVER);
  }

  /**
   * @param owned whether no other run can still need or delete files of this snapshot, so that they
   *     may become part of the job's own; otherwise its first snapshot copies everything
   */
  static void restoreFrom(Configuration configuration, Path snapshot, boolean owned)
      throws IOException {
    KeyGroups.keep(configuration, snapshot);
    configuration.set(
        StateRecoveryOptions.SAVEPOINT_PATH, snapshot.toAbsolutePath().toUri().toString());
    configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
    configuration.set(
        StateRecoveryOptions.RESTORE_MODE,
        owned ? RecoveryClaimMode.CLAIM : RecoveryClaimMode.NO_CLAIM);
  }

  /** Whether the user chose a port for Flink's REST interface. */
  static boolean wantsRest(Configuration configuration) {
    return !configuration.get(RestOptions.BIND_PORT).equals(ANY_PORT);
  }

  /** For a job that ends by itself, reads a snapshot that others own, and takes none. */
  static void readFrom(Configuration configuration, Path snapshot) throws IOException {
    restoreFrom(configuration, snapshot, false);
    configuration.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
  }

  private static Configuration defaults() {
    Configuration defaults = new Configuration();
    defaults.set(PipelineOptions.MAX_PARALLELISM, KeyGroups.DEFAULT);
    defaults.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    defaults.set(RocksDBConfigurableOptions.USE_BLOOM_FILTER, true);
    defaults.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    defaults.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofSeconds(1));
    defaults.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(30));
    defaults.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    defaults.set(org.apache.flink.configuration.CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 1);
    defaults.set(ExecutionOptions.SNAPSHOT_COMPRESSION, true);
    defaults.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(10));
    defaults.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    defaults.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofMillis(200));
    defaults.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofMinutes(1));
    return defaults;
  }

  private static Configuration defaultsOfProcess() {
    Configuration defaults = new Configuration();
    defaults.set(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY, Duration.ZERO);
    defaults.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(256));
    defaults.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
    defaults.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
    defaults.set(RestOptions.BIND_ADDRESS, "localhost");
    defaults.set(RestOptions.ADDRESS, "localhost");
    return defaults;
  }
}
