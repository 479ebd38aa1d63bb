package dev.freshet.api;

import java.time.Duration;

/** A declared source; the engine's own options for it are set here. Every method returns this. */
public interface Source {
  /** In live mode, lists the source again this long after the previous listing began. */
  Source refreshEvery(Duration interval);

  /**
   * In live mode, reacts to changes as they happen; its connector must offer {@link
   * WatchingReader}.
   */
  Source watch();

  /** How many item functions of this source run at once per worker process; 32 unless told. */
  Source concurrency(int calls);
}
