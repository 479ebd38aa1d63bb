package dev.freshet.localfiles;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.ContentRow;
import dev.freshet.api.internal.RowRefused;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One target's part of one {@code mutate} call: first what is deleted, since a file may take the
 * place of a directory and the other way round, then what is written, then the directories that
 * were left empty.
 */
final class RowWriting implements Closeable {
  private static final int ATTEMPTS = 30;
  private static final Object ONE_AT_A_TIME = new Object();

  private final DirectoryTarget target;
  private final TargetMutations<DirectoryTarget, String, Row> mutations;
  private final DirectoryTree tree;
  private final TemporaryName temporaryNames = new TemporaryName();
  private final Set<List<String>> emptied = new HashSet<>();
  private final Set<Path> changed = new HashSet<>();

  RowWriting(TargetMutations<DirectoryTarget, String, Row> mutations) throws IOException {
    this.mutations = mutations;
    target = mutations.prepared();
    tree = target.open();
  }

  void run() throws Exception {
    for (Delete<String> row : inOrder(mutations.deletes())) {
      mutations.checkFence();
      attempt(row, () -> delete(row));
    }
    for (Upsert<String, Row> row : inOrder(mutations.upserts())) {
      mutations.checkFence();
      attempt(row, () -> upsert(row));
    }
    for (List<String> directory : emptied) {
      mutations.checkFence();
      tree.prune(directory);
    }
    force();
  }

  private static <M extends RowMutation<String>> List<M> inOrder(List<M> rows) {
    return rows.stream().sorted(Comparator.comparing(RowMutation::key)).toList();
  }

  private interface Step {
    void run() throws IOException, RowRefused, Unavailable;
  }

  /**
   * Repeats a row whose directory, or temporary file, another subtask or a setup of the same
   * directory removed in between. The pauses grow by a millisecond, so that several who make and
   * remove the same directory get out of step. It may have been another run that took over.
   */
  private void attempt(RowMutation<String> row, Step step) throws Exception {
    for (int attempt = 1; ; attempt++) {
      try {
        step.run();
        return;
      } catch (RowRefused e) {
        mutations.reject(row, e.reason());
        return;
      } catch (NoSuchFileException e) {
        target.checkUsable();
        if (attempt == ATTEMPTS) {
          throw e;
        }
        tree.goBackTo(0);
        Thread.sleep(attempt);
        mutations.checkFence();
      } catch (FileSystemException e) {
        target.checkUsable();
        mutations.reject(row, FileProblem.reason(e) + ": " + e.getFile());
        return;
      }
    }
  }

  private void delete(Delete<String> row) throws IOException {
    RowFile file;
    try {
      file = RowFile.of(row.key(), target.spec().extension());
    } catch (RowRefused neverWritten) {
      return;
    }
    OpenDirectory directory = tree.nearest(file.directories());
    List<String> reached = tree.reached();
    emptied.add(reached);
    noteChanges();
    if (reached.size() == file.directories().size()) {
      BasicFileAttributes found = directory.find(file.name());
      if (found != null && found.isRegularFile()) {
        directory.deleteFile(file.name());
      }
    }
  }

  private void upsert(Upsert<String, Row> row) throws IOException, RowRefused, Unavailable {
    RowFile file = RowFile.of(row.key(), target.spec().extension());
    byte[] content = content(row.value());
    if (target.foldsNames()) {
      synchronized (ONE_AT_A_TIME) {
        write(file, content);
      }
    } else {
      write(file, content);
    }
  }

  private static byte[] content(Row row) throws RowRefused {
    byte[] bytes = ContentRow.bytes(row);
    if (bytes == null) {
      throw new RowRefused("its text has half of a surrogate pair, which UTF-8 cannot say");
    }
    return bytes;
  }

  private void write(RowFile file, byte[] content) throws IOException, RowRefused, Unavailable {
    OpenDirectory directory = tree.make(file.directories());
    noteChanges();
    directory.claim(file.name());
    String temporary = temporaryNames.of(file.name());
    try {
      directory.write(temporary, content, target.spec().sync());
      moveInPlace(file, directory, temporary);
    } catch (IOException | RowRefused e) {
      discard(directory, temporary, e);
      target.checkSpace(content.length);
      throw e;
    }
  }

  private void moveInPlace(RowFile file, OpenDirectory directory, String temporary)
      throws IOException, RowRefused {
    try {
      directory.rename(temporary, file.name());
    } catch (NoSuchFileException e) {
      throw e;
    } catch (FileSystemException e) {
      BasicFileAttributes found = directory.find(file.name());
      if (found == null || !found.isDirectory()) {
        throw e;
      }
      if (!tree.remove(directory, file.name())) {
        throw new RowRefused(
            directory.path().resolve(file.name())
                + " would have to be this row's file, but is a directory");
      }
      directory.rename(temporary, file.name());
    }
  }

  private static void discard(OpenDirectory directory, String temporary, Exception cause) {
    try {
      directory.deleteFile(temporary);
    } catch (NoSuchFileException neverWritten) {
      return;
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private void noteChanges() {
    if (target.spec().sync()) {
      changed.addAll(tree.way());
    }
  }

  private void force() throws IOException {
    for (Path directory : changed) {
      if (Files.isDirectory(directory)) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
