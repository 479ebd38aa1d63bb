package dev.freshet.engine.encoding;

import dev.freshet.api.RowSchema.Type;

/** How values of one Java type appear in a row, and the way back. Null is for the caller. */
interface Conversion {
  Type type();

  /** The class of every value in a row, as {@link dev.freshet.api.RowSchema.Kind} says. */
  Class<?> rowClass();

  /**
   * @param path names the value in errors
   */
  Object toRow(Object value, String path);

  /**
   * @param value an instance of {@link #rowClass}
   * @param path names the value in errors
   */
  Object toJava(Object value, String path);
}
