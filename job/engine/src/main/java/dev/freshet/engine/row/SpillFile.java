package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/** A file beside the snapshots that holds the mutations of a large batch. */
public record SpillFile(String name, long length, long checksum) {
  void write(BinaryWriter out) {
    out.putString(name).putLong(length).putLong(checksum);
  }

  static SpillFile read(BinaryReader in) {
    String name = in.getString();
    long length = in.getLong();
    return new SpillFile(name, length, in.getLong());
  }
}
