package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.connector.file.src.FileSourceSplit;

/** Reads the records of files, each as it is at one moment. */
record Unpacking(Place place, RecordFormat format, FileSystemFiles spec) {
  private static final int ATTEMPTS = 3;

  /**
   * The records of a file; null if it is gone. Whoever gets them lets go of them.
   *
   * @throws IOException if the file cannot be read, is too large or does not stop changing
   */
  @Nullable
  RecordTable records(String path) throws Exception {
    FileLook now = place.look(path);
    if (now == null) {
      return null;
    }
    try {
      return UnpackedFiles.OF_PROCESS.borrow(
          new UnpackedFiles.Key(spec, path), now, () -> unpack(path));
    } catch (FileNotFoundException e) {
      if (place.look(path) == null) {
        return null;
      }
      throw Failures.of("cannot open " + place.path(path), e);
    }
  }

  private RecordTable unpack(String path) throws IOException, Unavailable {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long startedAt = FileLook.now();
      FileLook before = place.look(path);
      if (before == null) {
        throw new FileNotFoundException(path);
      }
      if (spec.maxFileSize() > 0 && before.length() > spec.maxFileSize()) {
        throw FileContent.tooLarge(
            place.path(path).toString(), before.length(), spec.maxFileSize());
      }
      RecordTable table = new RecordTable(spec.key());
      try {
        String problem = fill(table, path, before);
        FileLook after = place.look(path);
        if (after != null && after.isSameAs(before)) {
          if (problem != null) {
            throw new IOException(
                "cannot read the records of " + place.path(path) + ", " + problem);
          }
          table.finish(before.isRacy(startedAt) ? null : before);
          return table;
        }
        table.release();
      } catch (Throwable e) {
        table.release();
        throw e;
      }
    }
    throw new IOException(
        place.path(path) + " changes while it is read; write to another name, then rename");
  }

  /** Returns what is wrong with the file, which may be that it has changed meanwhile. */
  private @Nullable String fill(RecordTable table, String path, FileLook look)
      throws IOException, Unavailable {
    FileSourceSplit whole =
        new FileSourceSplit(
            path,
            place.path(path),
            0,
            look.length(),
            TimeUnit.NANOSECONDS.toMillis(look.modified()),
            look.length());
    try {
      format.read(whole, table);
      return null;
    } catch (FileNotFoundException e) {
      throw e;
    } catch (IOException e) {
      if (Failures.isAway(e)) {
        throw Failures.of("cannot read " + place.path(path), e);
      }
      return Failures.reason(e);
    } catch (RuntimeException e) {
      return Failures.reason(e);
    }
  }
}
