package dev.freshet.api;

/** What an edited target needs so that its rows are as a clean rebuild would write them. */
public enum Compatibility {
  /** The rows in place are already right; only the structure is altered. */
  COMPATIBLE,
  /** The structure is altered and every row is sent again. */
  REWRITE_ROWS,
  /**
   * The target is emptied: the connector sees a Drop, then a Create, and every row is sent again.
   */
  RECREATE
}
