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

  /** After a listing. */
  public SourceProgress after(Scan scan) {
    return new SourceProgress(
        source, scan.shards(), scan.knownKeys(), scan.position(), scan.epoch());
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
