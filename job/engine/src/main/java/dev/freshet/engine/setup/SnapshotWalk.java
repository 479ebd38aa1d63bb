package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds the {@code chk-*} and {@code savepoint-*} directories that have their {@code _metadata},
 * without entering those that hold the data of states. The job manager gives that file its name
 * only when it is whole, so one without it is a snapshot that was never completed.
 */
final class SnapshotWalk extends SimpleFileVisitor<Path> {
  static final String METADATA = "_metadata";
  private static final Set<String> DATA = Set.of("shared", "taskowned");

  private final List<Path> found = new ArrayList<>();

  /** The directories of complete snapshots under this one. */
  static List<Path> of(Path directory) throws IOException {
    SnapshotWalk walk = new SnapshotWalk();
    Files.walkFileTree(directory, walk);
    return walk.found;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
      throws IOException {
    String name = String.valueOf(directory.getFileName());
    if (name.startsWith("chk-") || name.startsWith("savepoint-")) {
      if (StateFiles.exists(directory.resolve(METADATA))) {
        found.add(directory);
      }
      return FileVisitResult.SKIP_SUBTREE;
    }
    return DATA.contains(name) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
  }

  /** A snapshot that was superseded while this looked is none. */
  @Override
  public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
    if (failure instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw failure;
  }
}
