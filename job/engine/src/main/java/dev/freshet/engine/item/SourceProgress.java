package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/**
 * What a snapshot remembers of one source's listings.
 *
 * @param shards how many it is cut into
 * @param knownKeys names the file with the key hashes of what the shards hold; null if they hold
 *     nothing
 * @param position up to which the log has been followed; null of a source that has none, or was not
 *     listed yet
 * @param epoch of the flow's logic when a source with a log was last listed; 0 if it must be again
 */
public record SourceProgress(
    int source, int shards, @Nullable String knownKeys, @Nullable String position, long epoch) {

  public static SourceProgress none(int source) {
    return new SourceProgress(source, 0, null, null, 0);
  }

  public SourceProgress at(@Nullable String newPosition) {
    return new SourceProgress(source, shards, knownKeys, newPosition, epoch);
  }

  /** Whether the log goes on where it stands, so that the source need not be listed. */
  public boolean goesOn(long newEpoch) {
    return position != null && epoch == newEpoch;
  }

  /**
   * After a listing. One that held removals must be repeated, so that the next run finds them
   * again.
   *
   * @param newPosition of the log before it was listed; null if it has none
   */
  public SourceProgress listed(
      int newShards,
      @Nullable String newKnownKeys,
      @Nullable String newPosition,
      long newEpoch,
      boolean held) {
    long listedIn = newPosition == null || held ? 0 : newEpoch;
    return new SourceProgress(source, newShards, newKnownKeys, newPosition, listedIn);
  }

  public SourceProgress after(Scan scan) {
    return listed(scan.shards(), scan.knownKeys(), scan.position(), scan.epoch(), scan.held() > 0);
  }

  public SourceProgress knowing(int newShards, @Nullable String newKnownKeys) {
    return new SourceProgress(source, newShards, newKnownKeys, position, epoch);
  }

  public void write(BinaryWriter out) {
    out.putVarInt(source).putVarInt(shards);
    out.putNullableString(knownKeys).putNullableString(position).putVarLong(epoch);
  }

  /**
   * @param version of the format; the first had no epoch
   */
  public static SourceProgress read(BinaryReader in, int version) {
    int source = in.getVarInt();
    int shards = in.getVarInt();
    String knownKeys = in.getNullableString();
    String position = in.getNullableString();
    long epoch = version == 1 ? 0 : in.getVarLong();
    return new SourceProgress(source, shards, knownKeys, position, epoch);
  }
}
