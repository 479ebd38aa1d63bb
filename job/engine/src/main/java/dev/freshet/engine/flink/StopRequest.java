package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;

/**
 * Carries a request to stop into the thread that runs a flow, by interrupting it; where an
 * interrupt would break something half made, such as Flink while it starts, it waits for the end of
 * that. Thread safe.
 */
final class StopRequest {
  private @Nullable Thread running;
  private Runnable alarm = () -> {};
  private boolean stopped;
  private boolean sheltered;

  /** From now on this thread is the one to be stopped; null for none. */
  synchronized void running(@Nullable Thread thread) {
    running = thread;
  }

  /** What wakes a sheltered thread that looks now and then whether it shall stop. */
  synchronized void alarm(Runnable newAlarm) {
    alarm = newAlarm;
  }

  synchronized void stop() {
    stopped = true;
    alarm.run();
    if (running != null && !sheltered) {
      running.interrupt();
    }
  }

  synchronized boolean isStopped() {
    return stopped;
  }

  /** Until it is closed, the running thread is not interrupted. */
  interface Shelter extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * @throws InterruptedException if the stop was requested before
   */
  synchronized Shelter shelter() throws InterruptedException {
    if (stopped) {
      throw new InterruptedException("The run was stopped");
    }
    sheltered = true;
    return this::leaveShelter;
  }

  private synchronized void leaveShelter() {
    sheltered = false;
  }
}
