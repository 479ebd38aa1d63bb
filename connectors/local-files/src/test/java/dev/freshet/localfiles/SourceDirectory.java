package dev.freshet.localfiles;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.WatchingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A directory of a test, with the source's view of it. */
record SourceDirectory(Path path) {
  Path write(String key, String text) throws IOException {
    Path file = path.resolve(key);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  LocalFiles all() {
    return new LocalFiles(path.toString());
  }

  LocalFiles followingLinks() {
    return new LocalFiles(path.toString(), List.of("**"), List.of(), 0, true);
  }

  static Setup<LocalFiles> setup(LocalFiles spec) {
    return new Setup<>(
        "documents", spec, new RowSchema(List.of(), List.of()), Duration.ofSeconds(5));
  }

  static WatchingReader open(LocalFiles spec) throws IOException {
    return new LocalFilesConnector().open(setup(spec));
  }

  /** Keys with versions; fails if a key is reported twice. */
  static Map<String, String> list(LocalFiles spec) throws Exception {
    Map<String, String> items = new TreeMap<>();
    open(spec).list((ItemVersion item) -> put(items, item));
    return items;
  }

  private static void put(Map<String, String> items, ItemVersion item) {
    if (items.put(item.key(), item.version()) != null) {
      throw new AssertionError(item.key() + " was listed twice");
    }
  }

  static List<ItemContent> read(LocalFiles spec, String... keys) throws Exception {
    return open(spec).read(List.of(keys));
  }
}
