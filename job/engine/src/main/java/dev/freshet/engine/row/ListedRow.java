package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * A row as its target lists it, on its way to the row's own place.
 *
 * @param key as a person would write it
 * @param value null if it cannot be a value that was declared
 */
public record ListedRow(Fingerprint row, int generation, String key, @Nullable Fingerprint value) {
  public void write(BinaryWriter out) {
    row.write(out);
    out.putVarInt(generation).putString(key).putBoolean(value != null);
    if (value != null) {
      value.write(out);
    }
  }

  public static ListedRow read(BinaryReader in) {
    Fingerprint row = Fingerprint.read(in);
    int generation = in.getVarInt();
    String key = in.getString();
    return new ListedRow(row, generation, key, in.getBoolean() ? Fingerprint.read(in) : null);
  }
}
