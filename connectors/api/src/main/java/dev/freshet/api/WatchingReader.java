package dev.freshet.api;

/** A reader that can also report changes as they happen, beside the listings. */
public interface WatchingReader extends ItemReader {
  /**
   * Starts to watch; called before the first listing, so that nothing falls between the two. The
   * watch is used by a thread of its own, beside the one that lists.
   */
  ItemWatch watch() throws Exception;
}
