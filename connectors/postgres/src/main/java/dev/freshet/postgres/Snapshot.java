package dev.freshet.postgres;

import java.util.Set;
import java.util.TreeSet;

/**
 * Which transactions a server shows at one moment, as PostgreSQL documents {@code pg_snapshot}.
 *
 * @param end before the first that had not been given out, or was still running
 * @param running those before that which still ran
 */
record Snapshot(long end, Set<Long> running) {

  static Snapshot parse(String text) {
    String[] parts = text.split(":", -1);
    Set<Long> running = new TreeSet<>();
    for (String each : parts[2].split(",")) {
      if (!each.isEmpty()) {
        running.add(Long.parseLong(each));
      }
    }
    return new Snapshot(Long.parseLong(parts[1]), running);
  }

  /**
   * @param transaction its number as the log has it, without the epoch; near those of this moment
   */
  boolean sees(int transaction) {
    long whole = end + (transaction - (int) end);
    return whole < end && !running.contains(whole);
  }
}
