package dev.freshet.engine.flink;

import java.time.Duration;

/** Wakes one who waits for news. Thread safe. */
final class Bell {
  private boolean rung;

  synchronized void ring() {
    rung = true;
    notifyAll();
  }

  /** Returns at once if it rang since the last time this returned. */
  synchronized void await(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    for (long left = atMost.toNanos(); !rung && left > 0; left = until - System.nanoTime()) {
      wait(left / 1_000_000, (int) (left % 1_000_000));
    }
    rung = false;
  }
}
