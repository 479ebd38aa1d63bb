package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * Names the place of a row: its target's generation and its key, so that no generation meets
 * another.
 */
public final class RowId {
  private RowId() {}

  public static Fingerprint of(int generation, byte[] key) {
    return Fingerprint.of(new BinaryWriter(key.length + 8).putInt(generation).putBytes(key));
  }
}
