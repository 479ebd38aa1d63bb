package dev.freshet.api;

/**
 * Declares the rows that should exist for one item: a lambda, or a record whose components are its
 * options.
 *
 * <p>Plain blocking code, called by many threads at once. It must depend on the item, its own
 * options and its own code alone; then the engine can leave it out for every item that did not
 * change. A call may be repeated at any time. Whatever it throws fails this item only: the rows the
 * item declared before stay, and the item is tried again by the next run.
 */
@FunctionalInterface
public interface ItemFunction {
  void apply(Item item, Context context) throws Exception;
}
