package dev.freshet.api;

/**
 * A change that a watch saw.
 *
 * @param content with {@code CONTENT} only
 */
public record ItemChange(String position, String key, Kind kind, @Nullable ItemContent content) {
  public enum Kind {
    /** The item's new content is in the event; only from a source with one ordered log. */
    CONTENT,
    /** The item may have appeared or changed: read it. */
    TOUCHED,
    /** The item may be gone: read it. */
    REMOVED
  }
}
