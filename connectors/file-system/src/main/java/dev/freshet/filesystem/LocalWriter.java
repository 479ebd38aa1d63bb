package dev.freshet.filesystem;

import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes on this machine. Flink's own rename removes what it replaces first, its delete of an empty
 * directory takes what was put into it meanwhile, and its recoverable writer leaves a file with
 * another name each time it is killed.
 */
final class LocalWriter implements FileWriter {
  private static final int ATTEMPTS = 5;

  private final Place place;
  private final Path root;

  LocalWriter(Place place) {
    this.place = place;
    root = Path.of(place.location().path());
  }

  /** Another process may remove a directory that has just become empty. */
  @Override
  public void write(String key, byte[] content) throws IOException, RowRefused {
    for (int attempt = 1; ; attempt++) {
      try {
        writeOnce(key, content);
        return;
      } catch (NoSuchFileException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void writeOnce(String key, byte[] content) throws IOException, RowRefused {
    makeDirectories(FileWriter.directory(key));
    Path temporary = root.resolve(FileWriter.temporary(key));
    Files.deleteIfExists(temporary);
    try {
      Files.write(temporary, content);
      rename(key, temporary);
    } catch (IOException | RowRefused e) {
      discard(temporary, e);
      throw e;
    }
  }

  private void makeDirectories(String directory) throws IOException, RowRefused {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(place + " is not there");
    }
    for (int end = directory.indexOf('/'); end >= 0; end = directory.indexOf('/', end + 1)) {
      String parent = directory.substring(0, end);
      Path path = root.resolve(parent);
      if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      try {
        Files.createDirectory(path);
      } catch (FileAlreadyExistsException e) {
        if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          throw FileWriter.inTheWay(place, parent, "a file or a link");
        }
      }
    }
  }

  private void rename(String key, Path temporary) throws IOException, RowRefused {
    Path path = root.resolve(key);
    try {
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
      removeIfEmpty(key, path);
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void removeIfEmpty(String key, Path path) throws IOException, RowRefused {
    try {
      Files.delete(path);
    } catch (DirectoryNotEmptyException e) {
      throw FileWriter.inTheWay(place, key, "a directory");
    }
  }

  private static void discard(Path temporary, Exception cause) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    String directory = FileWriter.directory(key);
    if (leadsThroughLink(directory)
        || !Files.isRegularFile(root.resolve(key), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.deleteIfExists(root.resolve(key));
    for (int end = directory.length() - 1; end > 0; end = directory.lastIndexOf('/', end - 1)) {
      try {
        Files.deleteIfExists(root.resolve(directory.substring(0, end)));
      } catch (DirectoryNotEmptyException othersAreInIt) {
        return;
      }
    }
  }

  private boolean leadsThroughLink(String directory) {
    for (int end = directory.indexOf('/'); end >= 0; end = directory.indexOf('/', end + 1)) {
      if (Files.isSymbolicLink(root.resolve(directory.substring(0, end)))) {
        return true;
      }
    }
    return false;
  }
}
