package dev.freshet.engine.setup;

import java.io.IOException;

/** A flow held by this process, until it is closed or the process ends. */
public interface RunLock extends AutoCloseable {
  /** What workers check; another process makes its own with {@link StateDirectory#fence}. */
  Fence fence();

  /**
   * The highest number of a run that lost the flow without having been seen to end; 0 if there is
   * none. It, and those before it, may still be stopped somewhere and go on with what they began.
   */
  long unended();

  /**
   * Stops renewing without releasing, because a process that {@link StateDirectory#keep}s the flow
   * goes on with it: closing this does nothing any more.
   */
  void handOver();

  /** Releases the flow at once, so that nobody has to wait for the lease. May be repeated. */
  @Override
  void close() throws IOException;
}
