package dev.freshet.engine.item;

import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Numbers the scans of all sources of a run. A scan's number becomes the watermark when it and
 * every scan with a smaller number are complete; a scan that failed never becomes one. Thread safe.
 */
public final class ScanClock {
  private static final int BITS_WITHIN_A_RUN = 32;

  private final TreeSet<Long> running = new TreeSet<>();
  private final TreeSet<Long> completed = new TreeSet<>();
  private long last;

  /**
   * @param fence of this run; all its numbers are above those of earlier runs
   * @param last the last number that was given in this run, from a snapshot; 0 if none
   */
  public ScanClock(long fence, long last) {
    this.last = Math.max(last, firstOf(fence) - 1);
  }

  /** The smallest number that a scan of this run can have. */
  public static long firstOf(long fence) {
    return (fence << BITS_WITHIN_A_RUN) + 1;
  }

  public synchronized long begin() {
    last++;
    running.add(last);
    return last;
  }

  public synchronized void fail(long scan) {
    running.remove(scan);
  }

  /** Returns the new watermark if this moves it. */
  public synchronized OptionalLong complete(long scan) {
    running.remove(scan);
    completed.add(scan);
    Long limit = running.isEmpty() ? Long.valueOf(Long.MAX_VALUE) : running.first();
    Long watermark = completed.lower(limit);
    if (watermark == null) {
      return OptionalLong.empty();
    }
    completed.headSet(watermark, true).clear();
    return OptionalLong.of(watermark);
  }

  public synchronized long last() {
    return last;
  }
}
