package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.time.Duration;

/** How a run comes to the checkpoints that it needs. One thread. */
interface Checkpoints {
  /** Has one taken soon if the interval allows; returns whether this triggered one. */
  boolean inTime();

  /** Has one taken soon that contains everything up to this watermark. */
  void of(long watermark);

  /** Begins to wait for one that begins after this call. */
  Awaited another() throws IOException;

  /** A checkpoint that somebody waits for. */
  interface Awaited {
    /** Whether it completed; null while that is open. */
    @Nullable
    Boolean completed() throws IOException;
  }

  /** What waits for a last checkpoint before a stop, and no longer than this. */
  boolean completesWithin(Duration atMost) throws IOException, InterruptedException;
}
