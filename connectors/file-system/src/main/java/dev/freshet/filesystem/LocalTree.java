package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Looks at directories of this machine. Flink's own listing of them takes a name for a path,
 * follows links, opens pipes, gives up on a file that goes meanwhile, and says of what it may not
 * see that it is not there.
 */
final class LocalTree {
  private static final char UNDECODABLE = '\uFFFD';

  private final Path root;

  LocalTree(Location location) {
    root = Path.of(location.path());
  }

  /**
   * @throws FileNotFoundException if the directory is not there
   */
  List<Place.Entry> entries(String directory) throws IOException {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    List<Place.Entry> entries = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(root.resolve(directory))) {
      for (Path path : found) {
        add(path, prefix + path.getFileName(), entries);
      }
      return entries;
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw notFound(e);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  private static void add(Path path, String key, List<Place.Entry> entries) throws IOException {
    try {
      BasicFileAttributes found = attributes(path);
      if (found.isDirectory()) {
        checkName(path, key);
        entries.add(new Place.Entry(key, null));
      } else if (found.isRegularFile()) {
        checkName(path, key);
        entries.add(new Place.Entry(key, look(key, found)));
      }
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
  }

  private static void checkName(Path path, String key) throws IOException {
    if (key.indexOf(UNDECODABLE) >= 0 && Files.notExists(Path.of(path.toString()))) {
      throw new IOException(
          "the name of "
              + path
              + " is not text in this machine's encoding of file names ("
              + System.getProperty("sun.jnu.encoding")
              + "), so it cannot be in a key: rename it");
    }
  }

  /** Null for what is no regular file, or is reached through a link. */
  @Nullable
  FileLook look(String key) throws IOException {
    try {
      Path path = root;
      for (String name : key.split("/", -1)) {
        if (name.isEmpty() || name.equals(".") || name.equals("..") || isLink(path)) {
          return null;
        }
        path = path.resolve(name);
      }
      BasicFileAttributes found = attributes(path);
      return found.isRegularFile() ? look(key, found) : null;
    } catch (NoSuchFileException e) {
      throw notFound(e);
    }
  }

  /** The root itself may be one. */
  private boolean isLink(Path directory) {
    return !directory.equals(root) && Files.isSymbolicLink(directory);
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static FileLook look(String key, BasicFileAttributes found) {
    return new FileLook(key, found.size(), found.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  private static FileNotFoundException notFound(IOException cause) {
    FileNotFoundException e = new FileNotFoundException(cause.getMessage());
    e.initCause(cause);
    return e;
  }
}
