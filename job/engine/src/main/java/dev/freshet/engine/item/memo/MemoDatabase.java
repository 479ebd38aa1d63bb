package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** One open RocksDB in a directory of its own. Must not be used after it was closed. */
final class MemoDatabase implements AutoCloseable {
  private static final int MOST_DIRECTORIES = 1_000;

  private final Path directory;
  private final DirectoryLock lock;
  private final RocksDbOptions options;
  private final RocksDB rocks;
  private long uncheckedBytes;

  private MemoDatabase(Path directory, DirectoryLock lock, RocksDbOptions options, RocksDB rocks) {
    this.directory = directory;
    this.lock = lock;
    this.options = options;
    this.rocks = rocks;
  }

  /** Opens the first of {@code 0}, {@code 1}, ... in the parent that no one else has open. */
  static MemoDatabase open(Path parent, long maxBytes) throws IOException {
    RocksDB.loadLibrary();
    Files.createDirectories(parent);
    for (int number = 0; number < MOST_DIRECTORIES; number++) {
      DirectoryLock lock = DirectoryLock.tryAcquire(parent.resolve(number + ".lock"));
      if (lock != null) {
        MemoDatabase opened = open(parent.resolve(String.valueOf(number)), lock, maxBytes);
        if (opened != null) {
          return opened;
        }
      }
    }
    throw new IOException(
        "All of %d memo directories in %s are in use".formatted(MOST_DIRECTORIES, parent));
  }

  byte @Nullable [] get(byte[] key) throws RocksDBException {
    return rocks.get(key);
  }

  /** Leaves out an entry that is too large. */
  synchronized void put(byte[] key, byte[] entry) throws RocksDBException, IOException {
    if (entry.length > options.largestEntry()) {
      return;
    }
    uncheckedBytes += entry.length;
    if (uncheckedBytes > options.largestEntry()) {
      makeRoom();
      uncheckedBytes = entry.length;
    }
    rocks.put(key, entry);
  }

  /** RocksDB deletes old files in the background; a fast writer must not leave it behind. */
  private void makeRoom() throws RocksDBException, IOException {
    if (bytes() > options.fullBytes()) {
      rocks.compactRange();
    }
  }

  /** Of all files, among them what RocksDB writes about itself. */
  long bytes() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  /** Closes it and deletes its files. */
  void delete() throws IOException {
    closeRocks();
    try {
      RocksDbFiles.delete(directory);
    } finally {
      lock.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeRocks();
    lock.close();
  }

  private void closeRocks() {
    rocks.close();
    options.close();
  }

  private static @Nullable MemoDatabase open(Path directory, DirectoryLock lock, long maxBytes)
      throws IOException {
    RocksDbOptions options = new RocksDbOptions(maxBytes);
    @Nullable MemoDatabase opened = null;
    try {
      RocksDB rocks = RocksDbFiles.open(directory, options);
      opened = new MemoDatabase(directory, lock, options, rocks);
    } catch (RocksDBException e) {
      if (!RocksDbFiles.areInUse(directory, e)) {
        throw new IOException("Memo store in " + directory + " cannot be opened", e);
      }
    } finally {
      if (opened == null) {
        options.close();
        lock.close();
      }
    }
    return opened;
  }
}
