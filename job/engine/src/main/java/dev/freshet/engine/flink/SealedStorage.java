package dev.freshet.engine.flink;

import java.io.IOException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.runtime.state.CheckpointStorage;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.CheckpointStorageFactory;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;
import org.apache.flink.runtime.state.storage.FileSystemCheckpointStorage;

/** Flink's snapshots in files, which show that they are whole: see {@code SnapshotSeal}. */
public final class SealedStorage implements CheckpointStorageFactory<CheckpointStorage> {
  @Override
  public CheckpointStorage createFromConfig(ReadableConfig configuration, ClassLoader loader) {
    return new InFiles(FileSystemCheckpointStorage.createFromConfig(configuration, loader));
  }

  private record InFiles(FileSystemCheckpointStorage files) implements CheckpointStorage {
    private static final long serialVersionUID = 1L;

    @Override
    public CompletedCheckpointStorageLocation resolveCheckpoint(String pointer) throws IOException {
      return files.resolveCheckpoint(pointer);
    }

    @Override
    public CheckpointStorageAccess createCheckpointStorage(JobID job) throws IOException {
      return new SealedStorageAccess(files, job);
    }
  }
}
