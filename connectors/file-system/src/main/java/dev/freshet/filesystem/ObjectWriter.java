package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;

/**
 * Writes objects with Flink's recoverable writer: one that is committed replaces what was there.
 */
final class ObjectWriter implements FileWriter {
  private final Place place;
  private final @Nullable RecoverableWriter recoverable;

  private ObjectWriter(Place place, @Nullable RecoverableWriter recoverable) {
    this.place = place;
    this.recoverable = recoverable;
  }

  /** A file system without such a writer, as that of Presto, shows an object when it is closed. */
  static ObjectWriter of(Place place) throws IOException {
    try {
      return new ObjectWriter(place, place.system().createRecoverableWriter());
    } catch (UnsupportedOperationException e) {
      return new ObjectWriter(place, null);
    }
  }

  @Override
  public void write(String key, byte[] content) throws IOException {
    Path path = place.path(key);
    if (recoverable == null || content.length == 0) {
      FileWriter.create(place.system(), path, content);
      return;
    }
    RecoverableFsDataOutputStream out = recoverable.open(path);
    try {
      out.write(content);
      out.closeForCommit().commit();
    } finally {
      out.close();
    }
  }

  @Override
  public void delete(String key) throws IOException {
    boolean unused = place.system().delete(place.path(key), false);
  }
}
