package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.Snapshots;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;

/**
 * Checkpoints that a cluster takes by its own clock, one at a time, seen by what they leave in the
 * state directory. The first that is new may have begun before anybody waited; the second has not.
 */
final class PeriodicCheckpoints implements Checkpoints {
  private final Snapshots snapshots;
  private final long fence;

  PeriodicCheckpoints(Snapshots snapshots, long fence) {
    this.snapshots = snapshots;
    this.fence = fence;
  }

  @Override
  public boolean inTime() {
    return false;
  }

  @Override
  public void of(long watermark) {}

  @Override
  public Awaited another() throws IOException {
    return new Second(newest());
  }

  @Override
  public boolean completesWithin(Duration atMost) {
    return false;
  }

  /** Its number, 0 if there is none. */
  private long newest() throws IOException {
    while (true) {
      try {
        Optional<Snapshot> newest = snapshots.newest();
        return newest.filter(one -> one.fence() == fence).map(Snapshot::checkpointId).orElse(0L);
      } catch (NoSuchFileException superseded) {
        continue;
      }
    }
  }

  private final class Second implements Awaited {
    private long seen;
    private int more = 2;

    Second(long seen) {
      this.seen = seen;
    }

    @Override
    public @Nullable Boolean completed() throws IOException {
      long now = newest();
      if (now > seen) {
        seen = now;
        more--;
      }
      return more == 0 ? Boolean.TRUE : null;
    }
  }
}
