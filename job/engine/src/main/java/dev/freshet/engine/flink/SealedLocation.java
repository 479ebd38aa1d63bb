package dev.freshet.engine.flink;

import dev.freshet.engine.setup.Fence;
import java.io.IOException;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CheckpointedStateScope;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageLocation;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory.FsCheckpointStateOutputStream;

/** The files of one snapshot. */
final class SealedLocation extends FsCheckpointStorageLocation {
  private final FileSystem files;
  private final int threshold;
  private final int bufferSize;
  private final Fence fence;

  SealedLocation(
      FileSystem files,
      FsCheckpointStorageLocation location,
      int threshold,
      int bufferSize,
      Fence fence) {
    super(
        files,
        location.getCheckpointDirectory(),
        location.getSharedStateDirectory(),
        location.getTaskOwnedStateDirectory(),
        location.getLocationReference(),
        threshold,
        bufferSize);
    this.files = files;
    this.threshold = threshold;
    this.bufferSize = bufferSize;
    this.fence = fence;
  }

  @Override
  public FsCheckpointStateOutputStream createCheckpointStateOutputStream(
      CheckpointedStateScope scope) throws IOException {
    return new SealedStateStream(
        getTargetPath(scope),
        files,
        Math.max(bufferSize, threshold),
        threshold,
        scope == CheckpointedStateScope.EXCLUSIVE);
  }

  @Override
  public CheckpointMetadataOutputStream createMetadataOutputStream() throws IOException {
    return new SealedMetadataStream(super.createMetadataOutputStream(), fence);
  }
}
