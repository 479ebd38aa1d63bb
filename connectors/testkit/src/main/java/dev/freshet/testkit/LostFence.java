package dev.freshet.testkit;

import dev.freshet.engine.row.Fence;

/** A fence that another process takes over after some calls. One thread. */
final class LostFence implements Fence {
  private final int passes;
  private int calls;

  /** As the engine's own, no failure of a row or target. */
  private static final class Lost extends Exception {
    private static final long serialVersionUID = 1L;

    Lost() {
      super("another process owns the flow now");
    }
  }

  /**
   * @param passes how many calls pass
   */
  LostFence(int passes) {
    this.passes = passes;
  }

  @Override
  public void check() throws Exception {
    calls++;
    if (isLost()) {
      throw new Lost();
    }
  }

  boolean isLost() {
    return calls > passes;
  }

  int calls() {
    return calls;
  }
}
