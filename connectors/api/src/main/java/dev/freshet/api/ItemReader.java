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

  /**
   * How many items a call of {@link #read} reads in little more time than one, as a query does that
   * names many keys. The engine asks for so many at once as long as so many wait and their contents
   * are small, a quarter of a megabyte together as far as it can tell. Without this, each item is
   * taken to need its own time, and calls are divided among threads.
   */
  default int readsTogether() {
    return 1;
  }

  default void close() throws Exception {}
}
