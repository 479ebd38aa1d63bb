package dev.freshet.lucene;

import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * The open writers of this process, one an index: an index has one writer at a time, and every
 * parallel subtask of a flow writes to it. Thread safe.
 */
final class SharedWriters {
  private static final double BUFFER_MEGABYTES = 64;
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  private SharedWriters() {}

  /** A writer, and how many use it. */
  private static final class Shared {
    private final Directory directory;
    private final IndexWriter writer;
    private int users;

    Shared(Directory directory, IndexWriter writer) {
      this.directory = directory;
      this.writer = writer;
    }

    /** What was not committed is repeated by whoever did not come to commit it. */
    void close() throws IOException {
      try (directory) {
        writer.rollback();
      }
    }
  }

  /** The use of a writer, until it is closed. */
  static final class Use implements AutoCloseable {
    private final Path path;
    private @Nullable Shared shared;

    private Use(Path path, Shared shared) {
      this.path = path;
      this.shared = shared;
    }

    IndexWriter writer() {
      if (shared == null) {
        throw new IllegalStateException("The use of the writer of " + path + " is over");
      }
      return shared.writer;
    }

    @Override
    public void close() throws IOException {
      Shared left = shared;
      shared = null;
      if (left != null) {
        leave(path, left);
      }
    }
  }

  /**
   * @throws IOException if another process writes to the index
   */
  static synchronized Use use(Setup<LuceneIndex> setup) throws IOException {
    Path path =
        Files.createDirectories(Path.of(setup.spec().directory()).toAbsolutePath()).toRealPath();
    Shared shared = OPEN.get(path);
    if (shared == null || !shared.writer.isOpen()) {
      shared = open(path, setup.spec());
      OPEN.put(path, shared);
    }
    shared.users++;
    return new Use(path, shared);
  }

  private static synchronized void leave(Path path, Shared shared) throws IOException {
    shared.users--;
    if (shared.users == 0) {
      OPEN.remove(path, shared);
      shared.close();
    }
  }

  private static Shared open(Path path, LuceneIndex spec) throws IOException {
    IndexWriterConfig config =
        new IndexWriterConfig(Analyzers.of(spec.analyzer()))
            .setCodec(new GraphCodec(spec.hnsw()))
            .setRAMBufferSizeMB(BUFFER_MEGABYTES)
            .setCommitOnClose(false);
    Directory directory = IndexFiles.open(path);
    try {
      return new Shared(directory, new IndexWriter(directory, config));
    } catch (LockObtainFailedException e) {
      directory.close();
      throw inUse(path, e);
    } catch (IOException | RuntimeException | Error e) {
      directory.close();
      throw e;
    }
  }

  static IOException inUse(Path path, LockObtainFailedException cause) {
    return new IOException(
        "The index "
            + path
            + " is being written by another process, and takes one writer at a time; stop that one,"
            + " or give this flow another directory",
        cause);
  }
}
