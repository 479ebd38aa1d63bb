package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.FlowReference;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What every worker needs to know of a run; from this and the state directory it builds the flow.
 *
 * @param reference null for a run that empties a flow
 * @param epoch of the flow's logic
 * @param repair whether rows that a verification found wrong are written again
 * @param giveUpAfter how long an update bears a source or target that is away
 * @param onCluster whether a {@link RunKeeper} in the job manager goes on with the run
 */
record RunPlan(
    @Nullable FlowReference reference,
    String flowName,
    String stateRoot,
    long fence,
    long epoch,
    boolean live,
    boolean confirmRemovals,
    boolean repair,
    Duration giveUpAfter,
    long memoMaxBytes,
    boolean onCluster)
    implements Serializable {

  /** The flow, or one that declares nothing. */
  FlowDefinition define(ClassLoader loader) {
    return reference == null
        ? new FlowDefinition(flowName, List.of(), List.of())
        : reference.define(loader);
  }

  Path directory() {
    return Path.of(stateRoot).resolve(flowName);
  }
}
