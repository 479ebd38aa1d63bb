package dev.freshet.engine.flink;

import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.SnapshotSeal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.flink.runtime.state.CheckpointMetadataOutputStream;
import org.apache.flink.runtime.state.CompletedCheckpointStorageLocation;

/**
 * The metadata of one snapshot, written in one piece with the seal after them; and not at all once
 * another run has taken the flow over, which may be restoring what this one would replace.
 */
final class SealedMetadataStream extends CheckpointMetadataOutputStream {
  private final CheckpointMetadataOutputStream out;
  private final Fence fence;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream(1 << 14);

  SealedMetadataStream(CheckpointMetadataOutputStream out, Fence fence) {
    this.out = out;
    this.fence = fence;
  }

  @Override
  public void write(int b) {
    collected.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    collected.write(bytes, offset, length);
  }

  @Override
  public CompletedCheckpointStorageLocation closeAndFinalizeCheckpoint() throws IOException {
    fence.check();
    byte[] metadata = collected.toByteArray();
    out.write(metadata);
    out.write(SnapshotSeal.of(metadata));
    return out.closeAndFinalizeCheckpoint();
  }

  @Override
  public long getPos() {
    return collected.size();
  }

  /** Nothing is worth keeping before the end. */
  @Override
  public void flush() {}

  @Override
  public void sync() {}

  @Override
  public void close() throws IOException {
    out.close();
  }
}
