package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a directory to one user. RocksDB's own lock does not see a second copy of its library in
 * this process, which a second class loader brings along; this one does.
 */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Null if someone holds it, in this process or another. */
  static @Nullable DirectoryLock tryAcquire(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean acquired = false;
    try {
      acquired = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      acquired = false;
    } finally {
      if (!acquired) {
        channel.close();
      }
    }
    return acquired ? new DirectoryLock(channel) : null;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
