package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;

/** A directory and the file system that it is on. Safe for many threads. */
final class Place {
  private static final Map<String, String> PLUGINS =
      Map.ofEntries(
          Map.entry("s3", "flink-s3-fs-hadoop"),
          Map.entry("s3a", "flink-s3-fs-hadoop"),
          Map.entry("s3p", "flink-s3-fs-presto"),
          Map.entry("gs", "flink-gs-fs-hadoop"),
          Map.entry("abfs", "flink-azure-fs-hadoop"),
          Map.entry("abfss", "flink-azure-fs-hadoop"),
          Map.entry("wasb", "flink-azure-fs-hadoop"),
          Map.entry("wasbs", "flink-azure-fs-hadoop"),
          Map.entry("oss", "flink-oss-fs-hadoop"));

  private final String written;
  private final Location location;
  private final FileSystem system;
  private final @Nullable LocalTree local;

  private Place(String written, Location location, FileSystem system) {
    this.written = written;
    this.location = location;
    this.system = system;
    local = location.isLocal() ? new LocalTree(location) : null;
  }

  /**
   * The file system is not one that Flink closes streams of when the calling thread's task ends:
   * other threads use it too.
   *
   * @throws IOException if there is no such file system here, saying what to add
   */
  static Place open(String written, Location location) throws IOException, Unavailable {
    try {
      return new Place(
          written, location, FileSystem.getUnguardedFileSystem(location.root().toUri()));
    } catch (UnsupportedFileSystemSchemeException e) {
      throw new IOException(missing(written, location.scheme()), e);
    } catch (IOException e) {
      throw Failures.of("cannot open " + written, e);
    }
  }

  private static String missing(String written, String scheme) {
    String jar = PLUGINS.get(scheme);
    String advice =
        jar == null
            ? "no plugin of Flink is known for it; with Hadoop's jars on the class path, Flink takes"
                + " the file systems of Hadoop, hdfs among them"
            : "put %s-%s.jar into a directory of its own below the directory of Flink's plugins, as in flink-plugins/%s/, or name another with FLINK_PLUGINS_DIR"
                .formatted(jar, version(), jar);
    return "%s is on the file system \"%s\", which is not here: %s"
        .formatted(written, scheme, advice);
  }

  private static String version() {
    String found = FileSystem.class.getPackage().getImplementationVersion();
    return found == null ? "VERSION" : found;
  }

  Location location() {
    return location;
  }

  FileSystem system() {
    return system;
  }

  Path path(String key) {
    return location.below(key);
  }

  /** Throws unless the directory is there; an object store has none to look for. */
  void check() throws IOException, Unavailable {
    if (location.isObjectStore()) {
      return;
    }
    try {
      if (!system.getFileStatus(location.root()).isDir()) {
        throw new IOException(written + " is not a directory");
      }
    } catch (FileNotFoundException e) {
      throw new IOException("the directory " + written + " does not exist", e);
    } catch (IOException e) {
      throw Failures.of("cannot look at " + written, e);
    }
  }

  /** What is directly in a directory, the empty key being the root; null if it is gone. */
  @Nullable
  List<Entry> entries(String directory) throws IOException, Unavailable {
    Path path = directory.isEmpty() ? location.root() : path(directory);
    try {
      return local == null ? listed(directory, path) : local.entries(directory);
    } catch (FileNotFoundException e) {
      if (isGone(path)) {
        return null;
      }
      throw Failures.of("cannot list " + path + " in " + written, e);
    } catch (IOException e) {
      throw Failures.of("cannot list " + path + " in " + written, e);
    }
  }

  /**
   * One file or directory.
   *
   * @param file null for a directory
   */
  record Entry(String key, @Nullable FileLook file) {}

  private List<Entry> listed(String directory, Path path) throws IOException {
    FileStatus[] found = system.listStatus(path);
    if (found == null) {
      throw new FileNotFoundException(path + " gave no listing");
    }
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return List.of(found).stream()
        .map(
            status -> {
              String key = prefix + status.getPath().getName();
              return new Entry(key, status.isDir() ? null : look(key, status));
            })
        .toList();
  }

  private static FileLook look(String key, FileStatus status) {
    return new FileLook(
        key, status.getLen(), TimeUnit.MILLISECONDS.toNanos(status.getModificationTime()));
  }

  /** Null if there is no such file. */
  @Nullable
  FileLook look(String key) throws IOException, Unavailable {
    try {
      if (local != null) {
        return local.look(key);
      }
      FileStatus status = system.getFileStatus(path(key));
      return status.isDir() ? null : look(key, status);
    } catch (FileNotFoundException e) {
      check();
      return null;
    } catch (IllegalArgumentException e) {
      return null;
    } catch (IOException e) {
      throw Failures.of("cannot look at " + path(key), e);
    }
  }

  /** Some file systems say so of what they may not open, too. */
  private boolean isGone(Path path) throws IOException, Unavailable {
    try {
      return !system.exists(path);
    } catch (IOException e) {
      throw Failures.of("cannot look at " + path, e);
    }
  }

  @Override
  public String toString() {
    return written;
  }
}
