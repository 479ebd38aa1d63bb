package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.Comparator;

/**
 * A complete checkpoint or savepoint. The order is that in which they were taken: a later run
 * continues the numbers of the run it restored from, under a higher fence.
 *
 * @param fence of the run that took it
 * @param checkpointId the engine's number
 * @param path of its directory, relative to the snapshots of the flow
 */
public record Snapshot(long fence, long checkpointId, String path) implements Comparable<Snapshot> {
  private static final Comparator<Snapshot> AGE =
      Comparator.comparingLong(Snapshot::fence).thenComparingLong(Snapshot::checkpointId);

  @Override
  public int compareTo(Snapshot other) {
    return AGE.thenComparing(Snapshot::path).compare(this, other);
  }

  /** Whether somebody asked for it, so that it is not replaced by the next. */
  public boolean isSavepoint() {
    return path.contains("/savepoint-");
  }

  boolean sameAge(Snapshot other) {
    return AGE.compare(this, other) == 0;
  }

  static Snapshot read(BinaryReader in) {
    long fence = in.getLong();
    long checkpointId = in.getLong();
    return new Snapshot(fence, checkpointId, in.getString());
  }

  void write(BinaryWriter out) {
    out.putLong(fence).putLong(checkpointId).putString(path);
  }
}
