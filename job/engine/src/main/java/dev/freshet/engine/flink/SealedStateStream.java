package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.SnapshotSeal;
import java.io.IOException;
import java.util.zip.CRC32C;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.filesystem.FsCheckpointStreamFactory.FsCheckpointStateOutputStream;
import org.apache.flink.runtime.state.filesystem.RelativeFileStateHandle;

/** One file of state; what is small becomes part of the metadata, which have a seal themselves. */
final class SealedStateStream extends FsCheckpointStateOutputStream {
  private final FileSystem files;
  private final CRC32C checksum = new CRC32C();

  SealedStateStream(
      Path directory, FileSystem files, int bufferSize, int threshold, boolean relative) {
    super(directory, files, bufferSize, threshold, relative);
    this.files = files;
  }

  @Override
  public void write(int b) throws IOException {
    checksum.update(b);
    super.write(b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    checksum.update(bytes, offset, length);
    super.write(bytes, offset, length);
  }

  @Override
  public synchronized @Nullable StreamStateHandle closeAndGetHandle() throws IOException {
    StreamStateHandle handle = super.closeAndGetHandle();
    return handle instanceof FileStateHandle file ? sealed(file) : handle;
  }

  private FileStateHandle sealed(FileStateHandle handle) throws IOException {
    Path written = handle.getFilePath();
    String name = SnapshotSeal.sealed(written.getName(), checksum);
    Path sealed = new Path(written.getParent(), name);
    if (!files.rename(written, sealed)) {
      throw new IOException("Could not rename " + written + " to " + sealed);
    }
    return handle instanceof RelativeFileStateHandle
        ? new RelativeFileStateHandle(sealed, name, handle.getStateSize())
        : new FileStateHandle(sealed, handle.getStateSize());
  }
}
