package dev.freshet.api;

/**
 * The outcome of reading one item: content, or the reason why this item cannot be read.
 *
 * @param version taken after the content was read, or atomically with it; null if none can be had
 * @param content {@code byte[]}, a {@link Row} or a record
 */
public record ItemContent(
    String key, @Nullable String version, @Nullable Object content, @Nullable Exception failure) {

  public static ItemContent of(String key, @Nullable String version, Object content) {
    return new ItemContent(key, version, content, null);
  }

  public static ItemContent failed(String key, Exception failure) {
    return new ItemContent(key, null, null, failure);
  }
}
