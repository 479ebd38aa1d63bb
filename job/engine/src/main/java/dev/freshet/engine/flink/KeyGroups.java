package dev.freshet.engine.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;

/**
 * Into how many groups the keyed state of a flow is cut, which is also how many subtasks can share
 * it at most. Its first run decides that; from then on it stands in the snapshots.
 */
final class KeyGroups {
  static final int DEFAULT = 512;

  private KeyGroups() {}

  /**
   * What this configuration asks for gives way to what the snapshot has.
   *
   * @param snapshot the directory of one
   */
  static void keep(Configuration configuration, Path snapshot) throws IOException {
    configuration.set(PipelineOptions.MAX_PARALLELISM, stored(snapshot));
  }

  private static int stored(Path snapshot) throws IOException {
    Path metadata = snapshot.resolve("_metadata");
    ClassLoader loader = KeyGroups.class.getClassLoader();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(metadata)))) {
      return Checkpoints.loadCheckpointMetadata(in, loader, snapshot.toUri().toString())
          .getOperatorStates()
          .stream()
          .mapToInt(OperatorState::getMaxParallelism)
          .max()
          .orElse(DEFAULT);
    }
  }

  /**
   * @param snapshot the directory of one
   * @throws RunFailure if these are more subtasks than it has groups
   */
  static void check(Path snapshot, int parallelism) throws IOException, RunFailure {
    int groups = stored(snapshot);
    if (parallelism > groups) {
      throw RunFailure.wrong(
          "Parallelism %d is more than the state of this flow can be shared by: %d, as its first run chose. Take at most that, or drop the flow and build it anew with --set pipeline.max-parallelism=N."
              .formatted(parallelism, groups),
          null);
    }
  }
}
