package dev.freshet.api;

/**
 * A change that a watch or a log saw.
 *
 * @param key of the item; empty with {@code CLEARED}
 */
public record ItemChange(String key, Kind kind) {
  public enum Kind {
    /** The item may have appeared or changed: it is read. */
    TOUCHED,
    /**
     * The item is gone. A log is believed; what a watch saw go is read, since it may be back
     * already.
     */
    REMOVED,
    /** Every item is gone, as after a {@code TRUNCATE}. A watch is not believed: it is listed. */
    CLEARED
  }

  public static ItemChange touched(String key) {
    return new ItemChange(key, Kind.TOUCHED);
  }

  public static ItemChange removed(String key) {
    return new ItemChange(key, Kind.REMOVED);
  }

  public static ItemChange cleared() {
    return new ItemChange("", Kind.CLEARED);
  }
}
