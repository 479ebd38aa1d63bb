package dev.freshet.api;

/**
 * One unit of a source, as an item function sees it: nothing that is not part of the content's
 * fingerprint. Used by one thread.
 */
public interface Item {
  String key();

  /**
   * The content; the caller must not change the array.
   *
   * @throws IllegalStateException if the source delivers rows; see {@link #as}
   */
  byte[] bytes();

  /**
   * The content as UTF-8, without a leading byte order mark.
   *
   * @throws IllegalStateException if the bytes are not UTF-8, naming the first bad offset
   */
  String text();

  /**
   * The content as a record, bound by component name; as a {@link Row}, all of it.
   *
   * @throws IllegalStateException if the source delivers bytes, or the record asks for a field that
   *     the content does not have
   */
  <T extends Record> T as(Class<T> type);
}
