package dev.freshet.filesystem;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A source of a test, seen by a reader of its own. */
record Source(FileSystemFiles spec, ItemReader reader) implements AutoCloseable {
  static Source of(FileSystemFiles spec) throws Exception {
    FileSystemFilesConnector connector = new FileSystemFilesConnector();
    connector.check(setup(spec));
    return new Source(spec, connector.open(setup(spec)));
  }

  static Setup<FileSystemFiles> setup(FileSystemFiles spec) {
    return new Setup<>(
        "documents", spec, new RowSchema(List.of(), List.of()), Duration.ofSeconds(5));
  }

  /** Versions by key; fails if a key is reported twice. */
  Map<String, String> list() throws Exception {
    Map<String, String> versions = new TreeMap<>();
    reader.list(
        item -> {
          if (versions.put(item.key(), item.version()) != null) {
            throw new AssertionError(item.key() + " was listed twice");
          }
        });
    return versions;
  }

  ItemContent read(String key) throws Exception {
    List<ItemContent> read = reader.read(List.of(key));
    if (read.size() != 1) {
      throw new AssertionError(key + " was read as " + read);
    }
    return read.get(0);
  }

  @Override
  public void close() throws Exception {
    reader.close();
  }
}
