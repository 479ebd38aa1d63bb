package dev.freshet.api;

import dev.freshet.api.RowSchema.Field;
import java.util.List;

/**
 * One step of a chain, which a flow file writes as the list {@code process}: it makes fields out of
 * fields. A record whose components are its options.
 *
 * <p>The rules of an {@link ItemFunction} hold: plain blocking code, called by many threads at
 * once, that depends on its input and its options alone and may be repeated at any time. Whatever
 * it throws fails the item.
 */
public interface Step {
  /**
   * The fields it needs, as {@link #apply} gets them. What earlier steps made is there, and of the
   * item {@code key} and {@code text}, which are TEXT, and {@code bytes}, which is BYTES; or {@code
   * key} and the columns that the chain names.
   */
  List<Field> reads();

  /** The fields it makes. One that has the name of an earlier field replaces it. */
  List<Field> makes();

  /**
   * @param rows all that there is of one item at this place of the chain, each with the fields of
   *     {@link #reads}; at least one
   * @return for each row what becomes of it, in their order: a list of rows with the fields of
   *     {@link #makes}. Several rows in it stand for the one from here on, and none leaves it out
   */
  List<List<Row>> apply(List<Row> rows, Context context) throws Exception;
}
