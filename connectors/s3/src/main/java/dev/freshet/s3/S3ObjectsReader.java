package dev.freshet.s3;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists and reads the objects below one prefix, several at a time. */
final class S3ObjectsReader implements ItemReader {
  private static final int AT_ONCE = 8;
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final S3Objects spec;
  private final Bucket bucket;
  private final Predicate<String> filter;
  private final ParallelCalls calls = new ParallelCalls(AT_ONCE, "s3-read");

  S3ObjectsReader(S3Objects spec, Bucket bucket, Predicate<String> filter) {
    this.spec = spec;
    this.bucket = bucket;
    this.filter = filter;
  }

  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    bucket.list(spec.prefix(), page -> page.forEach(object -> report(object, items)));
  }

  private void report(S3Object object, Consumer<ItemVersion> items) {
    boolean isDirectory = object.key().endsWith("/") && object.size() == 0;
    String key = object.key().substring(spec.prefix().length());
    if (!isDirectory && filter.test(key)) {
      String version = version(object.eTag(), object.size());
      items.accept(new ItemVersion(key, version == null ? unique() : version));
    }
  }

  /** Null where the service gives no ETag: such an object is read by every run. */
  private static @Nullable String version(@Nullable String eTag, long size) {
    return eTag == null || eTag.isBlank() ? null : eTag.replace("\"", "") + " " + size;
  }

  private static String unique() {
    return "no ETag " + UUID.randomUUID();
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws Exception {
    List<Callable<@Nullable ItemContent>> reads =
        keys.stream().<Callable<@Nullable ItemContent>>map(key -> () -> read(key)).toList();
    return calls.all(reads, () -> {}).stream().filter(Objects::nonNull).toList();
  }

  private @Nullable ItemContent read(String key) throws Exception {
    if (!filter.test(key)) {
      return null;
    }
    try {
      Bucket.Content content = bucket.get(spec.prefix() + key, limit());
      if (content == null) {
        return null;
      }
      byte[] bytes = content.bytes();
      return bytes == null
          ? ItemContent.failed(key, tooLarge(key, content.size()))
          : ItemContent.of(key, version(content.eTag(), content.size()), bytes);
    } catch (Unavailable | PlaceUnusable e) {
      throw e;
    } catch (IOException e) {
      return ItemContent.failed(key, e);
    }
  }

  private long limit() {
    return spec.maxObjectSize() == 0
        ? LARGEST_ARRAY
        : Math.min(spec.maxObjectSize(), LARGEST_ARRAY);
  }

  private IOException tooLarge(String key, long size) {
    String advice =
        limit() < LARGEST_ARRAY
            ? "raise max-object-size or exclude it"
            : "more cannot be one item; exclude it";
    return new IOException(
        "the object "
            + spec.prefix()
            + key
            + " has "
            + size
            + " bytes, the limit is "
            + limit()
            + ": "
            + advice);
  }

  @Override
  public void close() {
    calls.close();
    bucket.close();
  }
}
