package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.util.function.Consumer;

/** Reads the rows of a target back from its files. */
record RowListing(DirectoryTarget target) {
  void run(Consumer<Upsert<String, Row>> rows) throws Exception {
    FileContent content = FileContent.of(target.place(), 0);
    target.walk(
        file -> {
          String key = key(file.key());
          FileContent.Read read = key == null ? null : content.read(file.key());
          if (key != null && read != null) {
            rows.accept(new Upsert<>(key, target.row(read.bytes())));
          }
        });
  }

  /** The key of the row that would have this file; null if none would. */
  private @Nullable String key(String path) {
    String extension = target.spec().extension();
    if (!path.endsWith(extension)) {
      return null;
    }
    String key = path.substring(0, path.length() - extension.length());
    try {
      return RowFile.of(target.place().location(), key, extension).equals(path) ? key : null;
    } catch (RowRefused e) {
      return null;
    }
  }
}
