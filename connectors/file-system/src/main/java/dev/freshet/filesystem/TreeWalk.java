package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** Finds every file that is an item, or throws. */
record TreeWalk(Place place, Predicate<String> isItem, Predicate<String> opens) {
  TreeWalk(Place place, FileFilter filter) {
    this(place, filter::isItem, filter::opens);
  }

  @FunctionalInterface
  interface Visitor {
    void visit(FileLook file) throws Exception;
  }

  void run(Visitor files) throws Exception {
    place.check();
    boolean anyGone = false;
    Deque<String> directories = new ArrayDeque<>();
    directories.add("");
    for (String next = directories.poll(); next != null; next = directories.poll()) {
      @Nullable List<Place.Entry> entries = place.entries(next);
      if (entries == null) {
        anyGone = true;
        continue;
      }
      for (Place.Entry entry : entries) {
        FileLook file = entry.file();
        if (file == null) {
          addDirectory(entry.key(), directories);
        } else if (isItem.test(file.key())) {
          files.visit(file);
        }
      }
    }
    if (anyGone) {
      place.check();
    }
  }

  private void addDirectory(String key, Deque<String> directories) throws IOException {
    if (key.endsWith("/")) {
      throw new IOException(
          place + " has a directory without a name in " + key + ", which cannot be listed");
    }
    if (opens.test(key)) {
      directories.push(key);
    }
  }
}
