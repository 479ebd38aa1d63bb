package dev.freshet.localfiles;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Finds every item below a directory, on several threads, or fails.
 *
 * <p>Opening a directory is a task, and so is looking at a chunk of a large one. Every task ends in
 * one batch for the calling thread, which passes it on; when every batch is there, the end follows.
 */
final class DirectoryWalk {
  record Found(String key, FileState state, String version) {}

  private record Directory(Path path, @Nullable Object identity, @Nullable Directory parent) {}

  private record Batch(List<Found> found, @Nullable Throwable failure, boolean isEnd) {}

  private static final Batch END = new Batch(List.of(), null, true);
  private static final int CHUNK = 256;
  private static final int WAITING_BATCHES = 64;
  private static final int LONGEST_CHAIN_OF_LINKS = 40;
  private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private final SourceRoot root;
  private final KeyFilter filter;
  private final boolean followLinks;
  private final AtomicInteger unfinished = new AtomicInteger();
  private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(WAITING_BATCHES);
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "local-files-walk");
            thread.setDaemon(true);
            return thread;
          });

  DirectoryWalk(SourceRoot root, KeyFilter filter, boolean followLinks) {
    this.root = root;
    this.filter = filter;
    this.followLinks = followLinks;
  }

  /** Passes on every item, on the calling thread. Called once. */
  void run(Consumer<Found> items) throws Exception {
    root.check();
    try {
      start(() -> open(identified(root.directory(), null)));
      for (Batch batch = batches.take(); !batch.isEnd(); batch = batches.take()) {
        if (batch.failure() != null) {
          throw asException(batch.failure());
        }
        batch.found().forEach(items);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static Exception asException(Throwable failure) {
    return failure instanceof Exception exception ? exception : new IOException(failure);
  }

  private interface Task {
    List<Found> run() throws Exception;
  }

  private void start(Task task) {
    unfinished.incrementAndGet();
    threads.execute(() -> finish(task));
  }

  private void finish(Task task) {
    List<Found> found = List.of();
    Throwable failure = null;
    try {
      found = task.run();
    } catch (Exception | Error e) {
      failure = e;
    }
    try {
      batches.put(new Batch(found, failure, false));
      if (unfinished.decrementAndGet() == 0) {
        batches.put(END);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Found> open(Directory directory) throws IOException {
    List<Path> chunk = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.path())) {
      for (Path entry : entries) {
        if (chunk.size() == CHUNK) {
          List<Path> full = chunk;
          start(() -> look(directory, full));
          chunk = new ArrayList<>(CHUNK);
        }
        chunk.add(entry);
      }
    } catch (DirectoryIteratorException e) {
      throw root.failure("cannot list", directory.path(), e);
    } catch (IOException e) {
      throw root.failure("cannot open", directory.path(), e);
    }
    return look(directory, chunk);
  }

  private List<Found> look(Directory directory, List<Path> entries) throws IOException {
    List<Found> found = new ArrayList<>(entries.size());
    boolean vanished = false;
    for (Path entry : entries) {
      FileState state = stateOf(entry);
      if (state == null) {
        vanished = true;
      } else if (state.kind() == FileState.Kind.FILE) {
        String key = root.key(entry);
        if (filter.isItem(key)) {
          root.checkName(entry, key);
          found.add(new Found(key, state, state.version()));
        }
      } else if (state.kind() == FileState.Kind.DIRECTORY) {
        enter(directory, entry);
      }
    }
    if (vanished) {
      checkStillThere(directory);
    }
    return found;
  }

  private @Nullable FileState stateOf(Path entry) throws IOException {
    try {
      FileState state = FileState.of(entry, false);
      return followLinks && state.kind() == FileState.Kind.LINK ? FileState.of(entry, true) : state;
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      if (followLinks && leadsNowhere(entry)) {
        return null;
      }
      throw root.failure("cannot look at", entry, e);
    }
  }

  private static boolean leadsNowhere(Path link) throws IOException {
    Path at = link;
    for (int hops = 0; hops < LONGEST_CHAIN_OF_LINKS; hops++) {
      if (!Files.isSymbolicLink(at)) {
        return false;
      }
      at = at.resolveSibling(Files.readSymbolicLink(at));
    }
    return true;
  }

  private void enter(Directory parent, Path entry) throws IOException {
    if (!filter.opens(root.key(entry))) {
      return;
    }
    Directory directory = identified(entry, parent);
    for (Directory above = parent; followLinks && above != null; above = above.parent()) {
      if (Objects.equals(above.identity(), directory.identity())) {
        return;
      }
    }
    start(() -> open(directory));
  }

  private Directory identified(Path path, @Nullable Directory parent) throws IOException {
    return new Directory(path, identity(path), parent);
  }

  private @Nullable Object identity(Path directory) throws IOException {
    try {
      return Files.readAttributes(directory, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw root.failure("cannot look at", directory, e);
    }
  }

  /** Files that vanish are gone; a directory that vanishes may have been moved within the tree. */
  private void checkStillThere(Directory directory) throws IOException {
    if (!Objects.equals(directory.identity(), identity(directory.path()))) {
      throw root.failure(
          "cannot list",
          directory.path(),
          new FileSystemException(directory.path().toString(), null, "it was moved meanwhile"));
    }
  }
}
