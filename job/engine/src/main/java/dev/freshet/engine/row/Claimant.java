package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/** The item that declares a row: its source's number in this flow's setup, and its key. */
public record Claimant(int source, String key) {
  void write(BinaryWriter out) {
    out.putVarInt(source).putString(key);
  }

  static Claimant read(BinaryReader in) {
    int source = in.getVarInt();
    return new Claimant(source, in.getString());
  }
}
