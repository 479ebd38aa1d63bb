package dev.freshet.api;

/** A reader that can also report changes as they happen. */
public interface WatchingReader extends ItemReader {
  /**
   * Starts to watch; called before the first listing, so that nothing falls between the two. The
   * watch is used by a thread of its own, beside the one that lists.
   *
   * @param position where to go on, as given by an earlier {@link ItemChange}; null to start now
   * @throws PositionLost if that position can no longer be had
   */
  ItemWatch watch(@Nullable String position) throws Exception;
}
