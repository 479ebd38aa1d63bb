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
 * @param position up to which the watch has been followed
 */
public record SourceProgress(
    int source, int shards, @Nullable String knownKeys, @Nullable String position) {

  public SourceProgress at(@Nullable String newPosition) {
    return new SourceProgress(source, shards, knownKeys, newPosition);
  }

  public SourceProgress knowing(int newShards, @Nullable String newKnownKeys) {
    return new SourceProgress(source, newShards, newKnownKeys, position);
  }

  public void write(BinaryWriter out) {
    out.putVarInt(source).putVarInt(shards);
    out.putNullableString(knownKeys).putNullableString(position);
  }

  public static SourceProgress read(BinaryReader in) {
    int source = in.getVarInt();
    int shards = in.getVarInt();
    String knownKeys = in.getNullableString();
    return new SourceProgress(source, shards, knownKeys, in.getNullableString());
  }
}
