package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * An upsert or delete of one row on its way to the target.
 *
 * @param value null to delete
 * @param claimant the item that is named if the target rejects the row
 */
public record Mutation(
    Fingerprint row, int generation, byte[] key, byte @Nullable [] value, Claimant claimant) {

  public boolean isDelete() {
    return value == null;
  }

  /** About what it takes in memory and in a batch. */
  public int size() {
    return 64 + key.length + (value == null ? 0 : value.length) + claimant.key().length();
  }

  public void write(BinaryWriter out) {
    row.write(out);
    out.putVarInt(generation).putBytes(key).putBoolean(value != null);
    if (value != null) {
      out.putBytes(value);
    }
    claimant.write(out);
  }

  public static Mutation read(BinaryReader in) {
    Fingerprint row = Fingerprint.read(in);
    int generation = in.getVarInt();
    byte[] key = in.getBytes();
    byte[] value = in.getBoolean() ? in.getBytes() : null;
    return new Mutation(row, generation, key, value, Claimant.read(in));
  }
}
