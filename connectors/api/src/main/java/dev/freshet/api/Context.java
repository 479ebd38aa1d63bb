package dev.freshet.api;

import java.util.List;

/** What an item function may do. Valid during the call it was given to, on that thread. */
public interface Context {
  /**
   * Says that this row should exist because of this item. Not declaring it any more deletes it. The
   * same row twice is once.
   *
   * @throws IllegalArgumentException if a component is null without {@link Nullable}, a vector has
   *     another length than its {@link Dimensions}, or this item already declared another row with
   *     the same key; the item then fails even if the function catches it
   */
  <R extends Record> void declare(Target<R> target, R row);

  /** Runs {@code memo} on this input unless its result is already known. */
  <I, O> O call(Memo<I, O> memo, I input) throws Exception;

  /** Results in the order of the inputs; those not yet known go to the function together. */
  <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) throws Exception;
}
