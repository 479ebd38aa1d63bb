package dev.freshet.localfiles;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The directories of a watch by their keys, the root's being empty, with the names of the items in
 * each: when a directory is moved away, the system does not say what was in it.
 */
final class WatchedDirectories {
  private record Watched(String key, WatchKey watchKey, Set<String> files) {}

  private final SourceRoot root;
  private final KeyFilter filter;
  private final WatchService service;
  private final TreeMap<String, Watched> byKey = new TreeMap<>();
  private final Map<WatchKey, Watched> byWatchKey = new HashMap<>();

  WatchedDirectories(SourceRoot root, KeyFilter filter, WatchService service) {
    this.root = root;
    this.filter = filter;
    this.service = service;
  }

  static String key(String directory, String name) {
    return directory.isEmpty() ? name : directory + '/' + name;
  }

  boolean contains(String key) {
    return byKey.containsKey(key);
  }

  @Nullable
  String directory(WatchKey watchKey) {
    Watched watched = byWatchKey.get(watchKey);
    return watched == null ? null : watched.key();
  }

  boolean isDirectory(String key) {
    return Files.isDirectory(path(key), LinkOption.NOFOLLOW_LINKS);
  }

  private Path path(String key) {
    return root.directory().resolve(key);
  }

  void addFile(String directory, String name) {
    Watched watched = byKey.get(directory);
    if (watched != null) {
      watched.files().add(name);
    }
  }

  void removeFile(String directory, String name) {
    Watched watched = byKey.get(directory);
    if (watched != null) {
      watched.files().remove(name);
    }
  }

  /**
   * Watches a directory and those below it, then finds the items that are in them already.
   *
   * @param gone told of items that were known under the name that the directory had before
   */
  void enter(String key, Consumer<String> found, Consumer<String> gone) throws IOException {
    if (!key.isEmpty() && !filter.opens(key)) {
      return;
    }
    try {
      Watched watched = register(key, gone);
      for (Path entry : entries(path(key))) {
        String name = entry.getFileName().toString();
        String entryKey = key(key, name);
        if (isDirectory(entryKey)) {
          enter(entryKey, found, gone);
        } else if (filter.isItem(entryKey)) {
          watched.files().add(name);
          found.accept(entryKey);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      leave(key, gone);
    } catch (IOException e) {
      throw root.failure("cannot watch", path(key), e);
    }
  }

  /** The system knows a moved directory under its old name until that watch is cancelled. */
  private Watched register(String key, Consumer<String> gone) throws IOException {
    WatchKey watchKey = path(key).register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    Watched known = byWatchKey.get(watchKey);
    if (known != null) {
      leave(known.key(), gone);
      watchKey = path(key).register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
    }
    Watched watched = new Watched(key, watchKey, new HashSet<>());
    byKey.put(key, watched);
    byWatchKey.put(watchKey, watched);
    return watched;
  }

  private static List<Path> entries(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
      return entries;
    } catch (DirectoryIteratorException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Forgets a directory and those below it. */
  void leave(String key, Consumer<String> gone) {
    Watched left = byKey.remove(key);
    if (left != null) {
      forget(left, gone);
    }
    Map<String, Watched> below = key.isEmpty() ? byKey : byKey.subMap(key + '/', key + '0');
    below.values().forEach(watched -> forget(watched, gone));
    below.clear();
  }

  private void forget(Watched watched, Consumer<String> gone) {
    watched.watchKey().cancel();
    byWatchKey.remove(watched.watchKey());
    watched.files().forEach(name -> gone.accept(key(watched.key(), name)));
  }
}
