package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.FlowReference;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.StateException;
import dev.freshet.engine.setup.StateRoot;
import java.io.Serializable;
import java.io.UncheckedIOException;
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
  private static final String PROGRESS = "progress";
  private static final Duration FAR_GLANCE = Duration.ofSeconds(2);

  /** The flow, or one that declares nothing. */
  FlowDefinition define(ClassLoader loader) {
    return reference == null
        ? new FlowDefinition(flowName, List.of(), List.of())
        : reference.define(loader);
  }

  Path directory() {
    return root().resolve(flowName);
  }

  StateDirectory state() throws StateException {
    return StateDirectory.of(root(), flowName);
  }

  /** Where workers report: on disk if they are all in this process. */
  Path progress() {
    Path root = root();
    if (onCluster || StateRoot.isLocal(root)) {
      return root.resolve(flowName).resolve(PROGRESS);
    }
    String process = "freshet-" + PROGRESS + "-" + ProcessHandle.current().pid();
    return Path.of(System.getProperty("java.io.tmpdir"), process, flowName);
  }

  /** On disk, which a cluster has for its own files. */
  Path memos() {
    Path root = root();
    return onCluster && !StateRoot.isLocal(root)
        ? FlinkSettings.temporaryDirectory().resolve("freshet-memos")
        : StateDirectory.memos(root);
  }

  /** How long to wait between looks at what others left in the state directory. */
  Duration glance() {
    return StateRoot.isLocal(root()) ? Keeping.GLANCE : FAR_GLANCE;
  }

  private Path root() {
    try {
      // A reference to the method would load classes of Flink, also for a run that needs none.
      return StateRoot.of(stateRoot, () -> FlinkSettings.ofThisProcess());
    } catch (StateException e) {
      throw new UncheckedIOException(e);
    }
  }
}
