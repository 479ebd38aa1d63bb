package dev.freshet.filesystem;

import dev.freshet.api.internal.RowRefused;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;

/**
 * Writes under a temporary name, then renames. Where a file is in the new name's place, Hadoop's
 * rename does nothing, and Flink's recoverable writer takes that for done: so it is deleted first.
 */
final class RenamingWriter implements FileWriter {
  private static final int ATTEMPTS = 5;

  private final Place place;
  private final FileSystem system;

  RenamingWriter(Place place) {
    this.place = place;
    system = place.system();
  }

  /** Another process may remove a directory that has just become empty. */
  @Override
  public void write(String key, byte[] content) throws IOException, RowRefused {
    for (int attempt = 1; ; attempt++) {
      try {
        writeOnce(key, content);
        return;
      } catch (FileNotFoundException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void writeOnce(String key, byte[] content) throws IOException, RowRefused {
    makeDirectories(FileWriter.directory(key));
    Path temporary = place.path(FileWriter.temporary(key));
    Path path = place.path(key);
    FileWriter.create(system, temporary, content);
    try {
      clear(key, path);
      if (!system.rename(temporary, path)) {
        throw new IOException(temporary + " cannot be renamed to " + path);
      }
    } catch (IOException | RowRefused e) {
      discard(temporary, e);
      throw e;
    }
  }

  private void makeDirectories(String directory) throws IOException, RowRefused {
    for (int end = directory.indexOf('/'); end >= 0; end = directory.indexOf('/', end + 1)) {
      String parent = directory.substring(0, end);
      try {
        if (!system.getFileStatus(place.path(parent)).isDir()) {
          throw FileWriter.inTheWay(place, parent, "a file");
        }
      } catch (FileNotFoundException e) {
        if (!system.mkdirs(place.path(parent))) {
          throw new IOException(place.path(parent) + " cannot be made", e);
        }
      }
    }
  }

  private void clear(String key, Path path) throws IOException, RowRefused {
    try {
      FileStatus found = system.getFileStatus(path);
      if (found.isDir() && !isEmpty(path)) {
        throw FileWriter.inTheWay(place, key, "a directory");
      }
      boolean unused = system.delete(path, false);
    } catch (FileNotFoundException nothingIsThere) {
      return;
    }
  }

  private boolean isEmpty(Path directory) throws IOException {
    FileStatus[] found = system.listStatus(directory);
    return found == null || found.length == 0;
  }

  private void discard(Path temporary, Exception cause) {
    try {
      boolean unused = system.delete(temporary, false);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  @Override
  public void delete(String key) throws IOException {
    try {
      if (system.getFileStatus(place.path(key)).isDir()) {
        return;
      }
    } catch (FileNotFoundException nothingIsThere) {
      return;
    }
    boolean unused = system.delete(place.path(key), false);
    removeEmptyDirectories(FileWriter.directory(key));
  }

  private void removeEmptyDirectories(String directory) throws IOException {
    for (String rest = directory; !rest.isEmpty(); rest = FileWriter.directory(above(rest))) {
      Path path = place.path(above(rest));
      try {
        if (!isEmpty(path)) {
          return;
        }
      } catch (FileNotFoundException anotherRemovedIt) {
        continue;
      }
      try {
        boolean unused = system.delete(path, false);
      } catch (IOException e) {
        if (isEmpty(path)) {
          throw e;
        }
        return;
      }
    }
  }

  private static String above(String directory) {
    return directory.substring(0, directory.length() - 1);
  }
}
