package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.time.Instant;

/**
 * A mutation that its target refused for good, to be tried again by the next run.
 *
 * @param sequence of the batch it came in, which every repetition keeps
 * @param key of the row, encoded
 * @param value of the row, encoded; null for a deletion
 * @param source the source of the item that declared the row
 * @param item its key
 * @param reason what the target said
 */
public record RejectedRow(
    Id id,
    long sequence,
    byte[] key,
    byte @Nullable [] value,
    String source,
    String item,
    String reason,
    Instant time) {

  /**
   * @param row the fingerprint of the key, as the engine knows the row by
   */
  public record Id(int generation, Fingerprint row) {}

  static RejectedRow read(BinaryReader in) {
    int generation = in.getVarInt();
    Id id = new Id(generation, Fingerprint.read(in));
    long sequence = in.getLong();
    byte[] key = in.getBytes();
    byte[] value = in.getBoolean() ? in.getBytes() : null;
    String source = in.getString();
    String item = in.getString();
    String reason = in.getString();
    Instant time = Instant.ofEpochMilli(in.getLong());
    return new RejectedRow(id, sequence, key, value, source, item, reason, time);
  }

  BinaryWriter written() {
    BinaryWriter out = new BinaryWriter(128 + key.length + (value == null ? 0 : value.length));
    out.putVarInt(id.generation());
    id.row().write(out);
    out.putLong(sequence).putBytes(key).putBoolean(value != null);
    if (value != null) {
      out.putBytes(value);
    }
    out.putString(source).putString(item).putString(reason);
    return out.putLong(time.toEpochMilli());
  }
}
