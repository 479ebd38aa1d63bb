package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flow.LoadedFlow;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run is asked to do.
 *
 * @param stateRoot where the state of all flows is
 * @param settings of Flink
 * @param full run every item's function again and write its rows again
 * @param reset forget the flow's state first
 * @param confirmRemovals let held removals through
 * @param giveUpAfter how long an update may be unable to get on before it fails
 * @param memoMaxBytes what the memos may take on disk
 * @param loader with the connectors and the flow's classes
 * @param jars the user's, which workers load the flow's classes from
 * @param cluster where the job goes; null for this process
 */
public record RunRequest(
    LoadedFlow flow,
    Path stateRoot,
    int parallelism,
    Map<String, String> settings,
    boolean full,
    boolean reset,
    boolean confirmRemovals,
    Duration giveUpAfter,
    long memoMaxBytes,
    ClassLoader loader,
    List<URL> jars,
    @Nullable FlinkContext cluster) {
  public RunRequest {
    settings = Map.copyOf(settings);
    jars = List.copyOf(jars);
  }
}
