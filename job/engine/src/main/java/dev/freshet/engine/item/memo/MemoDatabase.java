package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.stream.Stream;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One open RocksDB in a directory of its own. Must not be used after it was closed. */
final class MemoDatabase implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MemoDatabase.class);
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
      delete(directory);
    } finally {
      lock.close();
    }
  }

  @Override
  public void close() throws IOException {
    closeRocks();
    lock.close();
  }

  /** Whether the files are damaged or gone, rather than something around them being in the way. */
  static boolean isLost(RocksDBException e) {
    Status status = e.getStatus();
    if (status == null) {
      return false;
    }
    return switch (status.getCode()) {
      case Corruption, InvalidArgument, NotSupported -> true;
      case IOError -> text(e).contains("No such file or directory");
      default -> false;
    };
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
      RocksDB rocks = openOrStartAnew(directory, options);
      opened = new MemoDatabase(directory, lock, options, rocks);
    } catch (RocksDBException e) {
      if (!text(e).contains(directory.resolve("LOCK").toString())) {
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

  private static RocksDB openOrStartAnew(Path directory, RocksDbOptions options)
      throws IOException, RocksDBException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      startAnew(directory, "it is a file");
    }
    try {
      return RocksDB.open(options.options(), directory.toString());
    } catch (RocksDBException e) {
      if (!isLost(e)) {
        throw e;
      }
      startAnew(directory, text(e));
      return RocksDB.open(options.options(), directory.toString());
    }
  }

  private static void startAnew(Path directory, String reason) throws IOException {
    LOG.warn("Memo store in {} cannot be read and is started anew: {}", directory, reason);
    delete(directory);
  }

  private static String text(RocksDBException e) {
    return String.valueOf(e.getMessage());
  }

  static void delete(Path directory) throws IOException {
    if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
