package dev.freshet.engine.flink;

import java.time.Duration;

/** When to try again what fails: after a second, then after twice as long each time. One thread. */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private Duration pause = FIRST;
  private long since;
  private boolean isRunning;

  /** Whether it is time; asked the first time, it begins to wait. */
  boolean isDue() {
    long now = System.nanoTime();
    if (!isRunning) {
      isRunning = true;
      since = now;
      return false;
    }
    if (now - since < pause.toNanos()) {
      return false;
    }
    since = now;
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    return true;
  }

  /** Nothing fails any more. */
  void end() {
    isRunning = false;
    pause = FIRST;
  }
}
