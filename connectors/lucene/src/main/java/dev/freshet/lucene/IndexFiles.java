package dev.freshet.lucene;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.NIOFSDirectory;

/** The files of an index among others that may be in its directory. */
final class IndexFiles {
  private IndexFiles() {}

  /**
   * Reads and writes without mapping memory: where Java could do that better than in 17, Lucene
   * wants classes for that version, which a jar that was put together from many need not have.
   */
  static Directory open(Path path) throws IOException {
    return new NIOFSDirectory(path);
  }

  /** Deletes those of the index, and the directory if nothing else is in it. */
  static void delete(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (Directory directory = open(path);
        Lock lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      for (String name : directory.listAll()) {
        if (isOfTheIndex(name)) {
          directory.deleteFile(name);
        }
      }
    } catch (LockObtainFailedException e) {
      throw SharedWriters.inUse(path, e);
    }
    Files.deleteIfExists(path.resolve(IndexWriter.WRITE_LOCK_NAME));
    try {
      Files.delete(path);
    } catch (DirectoryNotEmptyException | NoSuchFileException e) {
      return;
    }
  }

  private static boolean isOfTheIndex(String name) {
    return IndexFileNames.CODEC_FILE_PATTERN.matcher(name).matches()
        || name.startsWith(IndexFileNames.SEGMENTS)
        || name.startsWith(IndexFileNames.PENDING_SEGMENTS);
  }
}
