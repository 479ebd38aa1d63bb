package dev.freshet.api;

import java.time.Duration;
import java.util.List;

/** An open watch. Used by one thread. */
public interface ItemWatch {
  /**
   * Waits for changes, this long at most; returns those there are, oldest first.
   *
   * @throws PositionLost if changes may have been missed: the engine lists again
   */
  List<ItemChange> poll(Duration atMost) throws Exception;

  default void close() throws Exception {}
}
