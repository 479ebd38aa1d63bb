package dev.freshet.api;

import java.time.Duration;

/** A declared source; the engine's own options for it are set here. Every method returns this. */
public interface Source {
  /**
   * In live mode, lists the source again this long after the previous listing began. Refused where
   * the connector offers a {@link LogReader}.
   */
  Source refreshEvery(Duration interval);

  /**
   * In live mode, reacts to changes as they happen; its connector must offer {@link
   * WatchingReader}.
   */
  Source watch();

  /** How many item functions of this source run at once per worker process; 32 unless told. */
  Source concurrency(int calls);

  /**
   * Holds the removals of a listing in which more than {@code fraction} of the known items, and at
   * least {@code fewest}, are missing, or all of several: a disk that is not mounted looks the
   * same. They wait until somebody confirms them, or the items are listed again. Without this call
   * it is {@code (0.5, 100)}.
   *
   * @param fraction over 0 and at most 1
   * @param fewest at least 1
   */
  Source guardRemovals(double fraction, int fewest);

  /**
   * Believes every listing, even an empty one: for a source that is emptied as a matter of course.
   */
  Source withoutRemovalGuard();
}
