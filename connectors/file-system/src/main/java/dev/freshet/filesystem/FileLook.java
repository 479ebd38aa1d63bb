package dev.freshet.filesystem;

import java.util.concurrent.TimeUnit;

/**
 * What one look at a file found.
 *
 * @param key the path below the source's directory
 * @param modified in nanoseconds since 1970, as fine as the file system keeps it
 */
record FileLook(String key, long length, long modified) {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long FINE_CLOCK = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long COARSE_CLOCK = 2 * SECOND;
  private static final int RADIX = 36;

  static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  String version() {
    return Long.toString(modified, RADIX) + '.' + Long.toString(length, RADIX);
  }

  boolean isSameAs(FileLook other) {
    return length == other.length && modified == other.modified;
  }

  /** Whether the file, seen so at that time, can change again and look the same. */
  boolean isRacy(long seenAt) {
    return settledAt() > seenAt;
  }

  /** When a file that still looks so can no longer have changed unseen. */
  long settledAt() {
    long window = modified % SECOND == 0 ? COARSE_CLOCK : FINE_CLOCK;
    return modified > Long.MAX_VALUE - window ? Long.MAX_VALUE : modified + window;
  }

  /** The longest that waiting for {@link #settledAt} is worth; later means clocks that differ. */
  static long longestWait() {
    return COARSE_CLOCK + FINE_CLOCK;
  }
}
