package dev.freshet.dist;

import dev.freshet.dist.RunTraces.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * When a run is killed: at any moment, or when it has come to a stage and a little further. What
 * that is in time follows from how long an update takes here.
 */
final class KillMoment {
  /** Those that any moment would rarely be in, or rarely at the beginning of. */
  private static final List<Stage> SOUGHT =
      List.of(
          Stage.IN_ITS_SETUP,
          Stage.IN_ITS_FIRST_LISTING,
          Stage.AT_ITS_SNAPSHOTS,
          Stage.WRITING_ROWS,
          Stage.AT_ITS_END);

  private static final int LONGEST_SEARCH = 3;

  private final Stage sought;
  private final long furtherNanos;
  private boolean found;
  private long at;

  /** Of a run that begins now. */
  KillMoment(Random random, Duration update) {
    boolean any = random.nextInt(3) == 0;
    sought = SOUGHT.get(random.nextInt(SOUGHT.size()));
    furtherNanos = (long) (0.1 * Math.pow(random.nextDouble(), 3) * update.toNanos());
    found = any;
    double updates = any ? random.nextDouble() : LONGEST_SEARCH;
    at = System.nanoTime() + (long) (updates * update.toNanos());
  }

  boolean hasCome(RunTraces traces) throws Exception {
    if (!found && traces.stage().compareTo(sought) >= 0) {
      found = true;
      at = System.nanoTime() + furtherNanos;
    }
    return System.nanoTime() >= at;
  }
}
