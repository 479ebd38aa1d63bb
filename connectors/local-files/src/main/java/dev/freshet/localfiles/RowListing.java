package dev.freshet.localfiles;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Reads the rows of a target back from its files. */
record RowListing(DirectoryTarget target) {
  void run(Consumer<Upsert<String, Row>> rows) throws IOException {
    new FilesBelow(target.root()).visit(file -> report(file, rows));
  }

  private void report(Path file, Consumer<Upsert<String, Row>> rows) throws IOException {
    String path = target.root().relativize(file).toString().replace(File.separatorChar, '/');
    String extension = target.spec().extension();
    if (!path.endsWith(extension)) {
      return;
    }
    String key = path.substring(0, path.length() - extension.length());
    if (isKey(key)) {
      try {
        rows.accept(new Upsert<>(key, row(Files.readAllBytes(file))));
      } catch (NoSuchFileException e) {
        return;
      }
    }
  }

  private boolean isKey(String key) {
    try {
      RowFile.of(key, target.spec().extension());
      return true;
    } catch (RowRefused e) {
      return false;
    }
  }

  private Row row(byte[] content) {
    boolean bytes = target.content().type().kind() == RowSchema.Kind.BYTES;
    return new Row(
        List.of(target.content()),
        List.of(bytes ? content : new String(content, StandardCharsets.UTF_8)));
  }
}
