package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.IOException;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream.Committer;
import org.apache.flink.core.fs.RecoverableWriter;
import org.apache.flink.util.IOUtils;

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
    written(recoverable.open(path), content).commit();
  }

  /** The plugin's stream cannot be closed once more when it was closed for its commit. */
  private static Committer written(RecoverableFsDataOutputStream out, byte[] content)
      throws IOException {
    try {
      out.write(content);
      return out.closeForCommit();
    } catch (Throwable e) {
      IOUtils.closeQuietly(out);
      throw e;
    }
  }

  @Override
  public void delete(String key) throws IOException {
    boolean unused = place.system().delete(place.path(key), false);
  }
}
