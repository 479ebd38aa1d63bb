package dev.freshet.engine.flink;

import java.time.Duration;

/** What a keeper does for one kind of run. One thread. */
interface Keeping extends AutoCloseable {
  Duration GLANCE = Duration.ofMillis(500);

  /**
   * Called every now and then.
   *
   * @throws Exception if the job must end, and not start again
   */
  void look() throws Exception;

  /** The job has ended, or goes on under another job manager. */
  @Override
  void close() throws Exception;
}
