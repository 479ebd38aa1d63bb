package dev.freshet.localfiles;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Reports what the system says about the files in a directory and below. Whatever happens to one
 * item within a poll is one change.
 *
 * <p>When the system could not keep up, or the directory itself was replaced, the watch begins anew
 * and says {@link PositionLost} once. While the directory is not there, nothing happens.
 */
final class DirectoryWatch implements ItemWatch {
  private static final long GATHER = TimeUnit.MILLISECONDS.toNanos(10);

  private final SourceRoot root;
  private final KeyFilter filter;
  private final Map<String, Kind> changes = new LinkedHashMap<>();
  private WatchService service;
  private WatchedDirectories watched;
  private @Nullable Object identity;
  private @Nullable String loss;

  DirectoryWatch(SourceRoot root, KeyFilter filter) throws IOException {
    this.root = root;
    this.filter = filter;
    root.check();
    service = root.directory().getFileSystem().newWatchService();
    watched = new WatchedDirectories(root, filter, service);
    begin();
  }

  private void begin() throws IOException {
    identity = identity();
    watched.enter("", found -> {}, gone -> {});
  }

  private @Nullable Object identity() throws IOException {
    return Files.readAttributes(root.directory(), BasicFileAttributes.class).fileKey();
  }

  @Override
  public List<ItemChange> poll(Duration atMost) throws Exception {
    long end = System.nanoTime() + atMost.toNanos();
    do {
      gather(end);
      if (loss == null && !isSameRoot()) {
        loss = "it was replaced";
      }
      if (loss != null) {
        beginAnew(loss, end);
      }
    } while (changes.isEmpty() && System.nanoTime() < end);
    return takeChanges();
  }

  /** Waits for the first events, then a moment longer for those that belong to them. */
  private void gather(long end) throws IOException, InterruptedException {
    WatchKey signalled = service.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    long enough = System.nanoTime() + GATHER;
    while (signalled != null) {
      handle(signalled);
      long rest = enough - System.nanoTime();
      signalled = rest > 0 ? service.poll(rest, TimeUnit.NANOSECONDS) : null;
    }
  }

  private void handle(WatchKey signalled) throws IOException {
    for (WatchEvent<?> event : signalled.pollEvents()) {
      String directory = watched.directory(signalled);
      if (event.kind() == OVERFLOW) {
        loss = "more changed than the system reported";
      } else if (directory != null && event.context() instanceof Path name) {
        handle(event.kind(), directory, name.toString());
      }
    }
    String directory = watched.directory(signalled);
    if (!signalled.reset() && directory != null) {
      watched.leave(directory, this::removed);
      loss = directory.isEmpty() ? "it was removed" : loss;
    }
  }

  private void handle(WatchEvent.Kind<?> kind, String directory, String name) throws IOException {
    String key = WatchedDirectories.key(directory, name);
    if (kind == ENTRY_DELETE && watched.contains(key)) {
      watched.leave(key, this::removed);
    } else if (kind == ENTRY_DELETE) {
      if (filter.isItem(key)) {
        watched.removeFile(directory, name);
        removed(key);
      }
    } else if (kind == ENTRY_CREATE && !watched.contains(key) && watched.isDirectory(key)) {
      watched.enter(key, this::touched, this::removed);
    } else if (!watched.contains(key) && filter.isItem(key)) {
      watched.addFile(directory, name);
      touched(key);
    }
  }

  private void touched(String key) {
    changes.remove(key);
    changes.put(key, Kind.TOUCHED);
  }

  private void removed(String key) {
    changes.remove(key);
    changes.put(key, Kind.REMOVED);
  }

  private boolean isSameRoot() {
    try {
      return Objects.equals(identity, identity());
    } catch (IOException e) {
      return false;
    }
  }

  private void beginAnew(String why, long end) throws Exception {
    changes.clear();
    if (!Files.isDirectory(root.directory())) {
      TimeUnit.NANOSECONDS.sleep(Math.min(end - System.nanoTime(), TimeUnit.SECONDS.toNanos(1)));
      return;
    }
    service.close();
    service = root.directory().getFileSystem().newWatchService();
    watched = new WatchedDirectories(root, filter, service);
    loss = null;
    begin();
    throw new PositionLost(
        "changes in " + root.directory() + " may have been missed: " + why + "; list it again");
  }

  private List<ItemChange> takeChanges() {
    List<ItemChange> taken = new ArrayList<>(changes.size());
    changes.forEach((key, kind) -> taken.add(new ItemChange(key, kind)));
    changes.clear();
    return taken;
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
