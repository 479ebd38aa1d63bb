package dev.freshet.engine.setup;

import static dev.freshet.engine.setup.StateRoot.isLocal;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * All access to files of the state directory, on a POSIX file system or in a place of {@link
 * StateRoot}: what a method wrote, created or deleted is still so after a loss of power, unless its
 * Javadoc says otherwise.
 */
final class StateFiles {
  private static final String TEMPORARY = ".tmp";

  private StateFiles() {}

  static byte @Nullable [] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException absent) {
      return null;
    }
  }

  /** Unlike {@link Files#exists}, does not take a file that cannot be looked at for none. */
  static boolean exists(Path file) throws IOException {
    try {
      file.getFileSystem().provider().checkAccess(file);
      return true;
    } catch (NoSuchFileException absent) {
      return false;
    }
  }

  /** Replaces the file; every reader sees the old content or the new, whole. */
  static void write(Path file, byte[] content) throws IOException {
    replace(file, content);
    forceDirectory(parent(file));
  }

  /** As {@link #write}, but durable only after {@link #forceDirectories} with its parent. */
  static void replace(Path file, byte[] content) throws IOException {
    if (!isLocal(file)) {
      Files.write(file, content);
      return;
    }
    Path directory = parent(file);
    createDirectories(directory);
    Path temporary =
        directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    try {
      write(temporary, content, true, CREATE_NEW, WRITE);
      Files.move(temporary, file, ATOMIC_MOVE);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  /** Replaces a file that nothing depends on: it outlives this process, not the machine. */
  static void replaceUnforced(Path file, byte[] content) throws IOException {
    if (!isLocal(file)) {
      Files.write(file, content);
      return;
    }
    Path directory = parent(file);
    createDirectories(directory);
    Path temporary =
        directory.resolve("." + file.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
    write(temporary, content, false, CREATE_NEW, WRITE);
    Files.move(temporary, file, ATOMIC_MOVE);
  }

  /** Creates the file, or returns false if it is there. Readers may see it empty for a moment. */
  static boolean create(Path file, byte[] content) throws IOException {
    createDirectories(parent(file));
    try {
      write(file, content, true, CREATE_NEW, WRITE);
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
    forceDirectory(parent(file));
    return true;
  }

  /**
   * Writes over a file of the same length that must be there: unlike {@link #write}, this never
   * brings back a file that someone deleted. Readers may see old and new bytes mixed. Not durable:
   * what is written here is about a process, which does not outlive its machine either.
   *
   * @throws NoSuchFileException if the file is gone
   */
  static void overwrite(Path file, byte[] content) throws IOException {
    write(file, content, false, WRITE);
  }

  /**
   * Opens the file, because that asks a mounted file system anew where a mere look is answered from
   * its cache.
   *
   * @throws NoSuchFileException if it is not there
   */
  static void expect(Path file) throws IOException {
    if (isLocal(file)) {
      FileChannel.open(file, READ).close();
    } else {
      file.getFileSystem().provider().checkAccess(file);
    }
  }

  /** As {@link #delete}, but durable only after {@link #forceDirectories} with its parent. */
  static void deleteUnforced(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  static void delete(Path file) throws IOException {
    if (Files.deleteIfExists(file)) {
      forceDirectory(parent(file));
    }
  }

  static void deleteTree(Path directory) throws IOException {
    try {
      Files.walkFileTree(directory, new TreeDeletion());
    } catch (NoSuchFileException gone) {
      return;
    }
    forceDirectory(parent(directory));
  }

  /** The names in a directory, without hidden and temporary files; none if it is absent. */
  static List<String> names(Path directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (!name.startsWith(".")) {
          names.add(name);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return List.of();
    }
    return names;
  }

  /** Deletes what a killed process left half written in this directory. */
  static void deleteTemporaries(Path directory) throws IOException {
    if (!isLocal(directory)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (isTemporary(String.valueOf(entry.getFileName()))) {
          Files.deleteIfExists(entry);
        }
      }
    } catch (NoSuchFileException absent) {
      return;
    }
  }

  static void forceDirectories(Collection<Path> directories) throws IOException {
    for (Path directory : directories) {
      forceDirectory(directory);
    }
  }

  /** Creates the directory and those above it that are missing, each durably. */
  static void createDirectories(Path directory) throws IOException {
    if (!isLocal(directory) || Files.isDirectory(directory)) {
      return;
    }
    Path above = directory.toAbsolutePath().getParent();
    if (above != null) {
      createDirectories(above);
    }
    Files.createDirectories(directory);
    forceDirectory(parent(directory));
  }

  static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("Expected a file, found the root " + file);
    }
    return parent;
  }

  private static boolean isTemporary(String name) {
    return name.startsWith(".") && name.endsWith(TEMPORARY);
  }

  private static void write(Path file, byte[] content, boolean force, OpenOption... options)
      throws IOException {
    if (!isLocal(file)) {
      Files.write(file, content, options);
      return;
    }
    try (FileChannel channel = FileChannel.open(file, options)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      if (force) {
        channel.force(true);
      }
    }
  }

  private static void forceDirectory(Path directory) throws IOException {
    if (!isLocal(directory)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(directory, READ)) {
      channel.force(true);
    } catch (NoSuchFileException gone) {
      return;
    }
  }

  private static final class TreeDeletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
