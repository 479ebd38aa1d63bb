package dev.freshet.api;

import java.util.List;
import java.util.function.Consumer;

/** Reads one source. Used by one thread at a time. */
public interface ItemReader {
  /**
   * Reports every item with its version, each key once, in any order, <em>or throws</em>: an
   * incomplete listing that returns normally would delete what it left out.
   */
  void list(Consumer<ItemVersion> items) throws Exception;

  /**
   * Reads these items, in any order; a key that is absent from the result is gone. A failure of one
   * item is reported in its {@link ItemContent}; an exception is a failure of all of them.
   */
  List<ItemContent> read(List<String> keys) throws Exception;

  default void close() throws Exception {}
}
