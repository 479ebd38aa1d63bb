package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.engine.row.DeclaredRow;

/** Turns a declared record into a row at its place. Thread safe. */
public interface RowEncoder {
  /**
   * @return null if the target does not take rows in this run
   * @throws IllegalArgumentException if the row does not fit the target, saying why
   */
  <R extends Record> @Nullable DeclaredRow encode(Target<R> target, R row);

  /** A row as a message names it: target and key. */
  String describe(DeclaredRow row);
}
