package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.StateRoot;
import java.io.IOException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.CheckpointStorageLocation;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.CheckpointStreamFactory;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageAccess;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStorageLocation;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;

/** Where Flink puts snapshots, with locations that seal what is written there. */
final class SealedStorageAccess extends FsCheckpointStorageAccess {
  private final Fence fence;

  SealedStorageAccess(FileSystemCheckpointStorage files, JobID job) throws IOException {
    super(
        files.getCheckpointPath(),
        files.getSavepointPath(),
        job,
        files.getMinFileSizeThreshold(),
        files.getWriteBufferSize());
    fence =
        StateDirectory.fenceOf(
            StateRoot.of(
                files.getCheckpointPath().toUri().toString(), FlinkSettings::ofThisProcess));
  }

  @Override
  public CheckpointStorageLocation initializeLocationForCheckpoint(long checkpointId)
      throws IOException {
    var location =
        (FsCheckpointStorageLocation) super.initializeLocationForCheckpoint(checkpointId);
    return sealed(fileSystem, location);
  }

  /** Always beside the checkpoints: what is elsewhere would not be found as the newest. */
  @Override
  public CheckpointStorageLocation initializeLocationForSavepoint(
      long checkpointId, @Nullable String elsewhere) throws IOException {
    return super.initializeLocationForSavepoint(checkpointId, null);
  }

  @Override
  public CheckpointStreamFactory resolveCheckpointStorageLocation(
      long checkpointId, CheckpointStorageLocationReference reference) throws IOException {
    var location =
        (FsCheckpointStorageLocation)
            super.resolveCheckpointStorageLocation(checkpointId, reference);
    return sealed(location.getCheckpointDirectory().getFileSystem(), location);
  }

  @Override
  protected CheckpointStorageLocation createSavepointLocation(FileSystem files, Path directory) {
    return sealed(
        files, (FsCheckpointStorageLocation) super.createSavepointLocation(files, directory));
  }

  private SealedLocation sealed(FileSystem files, FsCheckpointStorageLocation location) {
    return new SealedLocation(files, location, fileSizeThreshold, writeBufferSize, fence);
  }
}
