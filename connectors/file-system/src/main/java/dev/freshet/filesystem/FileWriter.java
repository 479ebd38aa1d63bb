package dev.freshet.filesystem;

import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystem.WriteMode;
import org.apache.flink.core.fs.Path;

/**
 * Writes and deletes the files of rows below one directory, each complete whenever it can be seen.
 * Safe for many threads that write different files.
 */
interface FileWriter {
  /**
   * @param key the path below the directory
   * @throws RowRefused if there can be no such file
   */
  void write(String key, byte[] content) throws IOException, RowRefused;

  /** Does nothing where there is no such file. */
  void delete(String key) throws IOException;

  static FileWriter of(Place place) throws IOException {
    if (place.location().isLocal()) {
      return new LocalWriter(place);
    }
    return place.location().isObjectStore() ? ObjectWriter.of(place) : new RenamingWriter(place);
  }

  static void create(FileSystem system, Path path, byte[] content) throws IOException {
    try (FSDataOutputStream out = system.create(path, WriteMode.OVERWRITE)) {
      out.write(content);
    }
  }

  /**
   * The name that a file has until it is complete, in the same directory; the same one every time,
   * so that repeating an interrupted batch leaves none behind.
   */
  static String temporary(String key) {
    byte[] hash = CanonicalEncoding.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    return directory(key) + RowFile.TEMPORARY + HexFormat.of().formatHex(Arrays.copyOf(hash, 16));
  }

  /** With its slash; empty for the root. */
  static String directory(String key) {
    return key.substring(0, key.lastIndexOf('/') + 1);
  }

  static RowRefused inTheWay(Place place, String path, String what) {
    return new RowRefused(place.path(path) + " is in the way of this row's file: it is " + what);
  }
}
