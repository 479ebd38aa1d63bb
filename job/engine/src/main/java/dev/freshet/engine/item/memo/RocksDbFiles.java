package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens a directory of RocksDB's, emptied if it holds something else or something damaged. */
final class RocksDbFiles {
  private static final Logger LOG = LoggerFactory.getLogger(RocksDbFiles.class);

  private RocksDbFiles() {}

  static RocksDB open(Path directory, RocksDbOptions options) throws IOException, RocksDBException {
    if (Files.exists(directory) && !Files.isDirectory(directory)) {
      startAnew(directory, "it is a file");
    }
    try {
      return RocksDB.open(options.options(), directory.toString());
    } catch (RocksDBException e) {
      if (!areLost(e)) {
        throw e;
      }
      startAnew(directory, text(e));
      return RocksDB.open(options.options(), directory.toString());
    }
  }

  /** Whether the files are damaged or gone, rather than something around them being in the way. */
  static boolean areLost(RocksDBException e) {
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

  /** Whether another process has them open. */
  static boolean areInUse(Path directory, RocksDBException e) {
    return text(e).contains(directory.resolve("LOCK").toString());
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
