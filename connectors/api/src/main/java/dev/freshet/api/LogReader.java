package dev.freshet.api;

/**
 * A reader of a source that keeps one ordered log of its changes. The engine follows the log in
 * place of listing the source, in live mode and in updates alike. It lists only at the first start,
 * when the flow changed, and when the log does not reach back far enough. Items are still read by
 * key, so the log need not carry their content; but it must not tell a change before a read would
 * see it, as nobody reads the item again.
 */
public interface LogReader extends ItemReader {
  /**
   * Opens the log. Used by the thread that lists, before it lists.
   *
   * @param position where to go on, as given by {@link ItemLog#position} earlier; null for a place
   *     that lies before this call, however little
   * @throws PositionLost if changes after that position can no longer be had
   */
  ItemLog log(@Nullable String position) throws Exception;
}
