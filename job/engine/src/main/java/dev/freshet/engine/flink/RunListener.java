package dev.freshet.engine.flink;

import java.util.List;

/** Hears of a run while it goes on. Called by one thread. */
public interface RunListener {
  /**
   * Whether structures or all rows of a target may be removed.
   *
   * @param plan one line a change
   */
  boolean consents(List<String> plan);

  /** Structural changes that are about to be applied. */
  default void applying(List<String> plan) {}

  /**
   * @param done items looked at so far
   * @param known items that are known to need a look, of which more may come
   */
  default void progress(long done, long known) {}

  /** In live mode on a cluster: nobody waits here for the job, which goes on. */
  default void leaving(String job) {}

  /** In live mode: a refresh changed something. */
  default void refreshed(RunReport report) {}

  /** The job failed and starts again from its last checkpoint. */
  default void restarting(String reason) {}
}
