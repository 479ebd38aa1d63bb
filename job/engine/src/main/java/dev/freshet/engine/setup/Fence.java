package dev.freshet.engine.setup;

import java.io.IOException;

/** The right of one run to write, known by its number. May be asked by any thread. */
public interface Fence {
  /** Higher than that of every run before. */
  long number();

  /**
   * Returns if this run still owns the flow. Costs a look at one file.
   *
   * @throws FencedException if a newer run took the flow over
   */
  void check() throws IOException;
}
