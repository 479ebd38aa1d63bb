package dev.freshet.filesystem;

import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The mutations of one target in one {@code mutate} call. */
final class RowWriting {
  private final TargetMutations<DirectoryTarget, String, Row> mutations;
  private final DirectoryTarget target;
  private final Queue<Refused> refused = new ConcurrentLinkedQueue<>();

  private record Refused(RowMutation<String> row, String reason) {}

  RowWriting(TargetMutations<DirectoryTarget, String, Row> mutations) {
    this.mutations = mutations;
    target = mutations.prepared();
  }

  /** Deletes come first: a row's file may have to be where a directory is that they remove. */
  void run() throws Exception {
    List<Callable<@Nullable Void>> deletes = new ArrayList<>();
    for (Delete<String> row : mutations.deletes()) {
      deletes.add(() -> delete(row));
    }
    List<Callable<@Nullable Void>> writes = new ArrayList<>();
    for (Upsert<String, Row> row : mutations.upserts()) {
      writes.add(() -> write(row));
    }
    try {
      target.calls().all(deletes, mutations::checkFence);
      target.calls().all(writes, mutations::checkFence);
    } catch (IOException e) {
      target.checkUsable();
      throw e;
    }
    refused.forEach(row -> mutations.reject(row.row(), row.reason()));
  }

  private @Nullable Void delete(Delete<String> row) throws IOException, Unavailable {
    String file;
    try {
      file = RowFile.of(target.place().location(), row.key(), target.spec().extension());
    } catch (RowRefused neverWritten) {
      return null;
    }
    try {
      target.writer().delete(file);
      return null;
    } catch (IllegalArgumentException noSuchNameIsPossible) {
      return null;
    } catch (IOException e) {
      throw Failures.of("cannot delete " + target.place().path(file), e);
    }
  }

  private @Nullable Void write(Upsert<String, Row> row) throws IOException, Unavailable {
    try {
      String file = RowFile.of(target.place().location(), row.key(), target.spec().extension());
      write(file, content(row));
    } catch (RowRefused e) {
      refused.add(new Refused(row, e.reason()));
    } catch (IllegalArgumentException e) {
      refused.add(
          new Refused(row, "its key can be no name on this file system: " + Failures.reason(e)));
    }
    return null;
  }

  private void write(String file, byte[] content) throws IOException, Unavailable, RowRefused {
    try {
      target.writer().write(file, content);
    } catch (IOException e) {
      throw Failures.of("cannot write " + target.place().path(file), e);
    }
  }

  private static byte[] content(Upsert<String, Row> row) throws RowRefused {
    byte[] bytes = ContentRow.bytes(row.value());
    if (bytes == null) {
      throw new RowRefused(
          "the text of \"" + row.key() + "\" has half of a surrogate pair, which UTF-8 cannot say");
    }
    return bytes;
  }
}
