package dev.freshet.s3;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Reads the rows of a target back from its objects. */
record ObjectListing(PrefixTarget target) {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  void run(Consumer<Upsert<String, Row>> rows) throws Exception {
    target.bucket().list(target.spec().prefix(), page -> report(page, rows));
  }

  private void report(List<S3Object> page, Consumer<Upsert<String, Row>> rows) throws Exception {
    List<Callable<@Nullable Upsert<String, Row>>> reads = new ArrayList<>();
    for (S3Object object : page) {
      String key = key(object.key());
      if (key != null) {
        reads.add(() -> read(object.key(), key));
      }
    }
    target.calls().all(reads, () -> {}).stream().filter(Objects::nonNull).forEach(rows);
  }

  /** The key of the row that would have this object; null if none would. */
  private @Nullable String key(String name) {
    String prefix = target.spec().prefix();
    String extension = target.spec().extension();
    if (!name.endsWith(extension) || name.length() < prefix.length() + extension.length()) {
      return null;
    }
    String key = name.substring(prefix.length(), name.length() - extension.length());
    try {
      return target.name(key).equals(name) ? key : null;
    } catch (RowRefused e) {
      return null;
    }
  }

  private @Nullable Upsert<String, Row> read(String name, String key) throws Exception {
    Bucket.Content content = target.bucket().get(name, LARGEST_ARRAY);
    if (content == null) {
      return null;
    }
    byte[] bytes = content.bytes();
    if (bytes == null) {
      throw new IOException(name + " has " + content.size() + " bytes, more than can be compared");
    }
    return new Upsert<>(key, target.row(bytes));
  }
}
