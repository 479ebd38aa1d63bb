package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/**
 * One claimant of a row, in the row's state.
 *
 * @param bytes the value itself; null for the standing claim of a row that is not shared, whose
 *     value is in the target
 */
record Claim(Claimant claimant, RowValue value, byte @Nullable [] bytes) {
  boolean sameValue(Claim other) {
    return value.fingerprint().equals(other.value.fingerprint());
  }

  void write(BinaryWriter out) {
    claimant.write(out);
    value.write(out);
    out.putBoolean(bytes != null);
    if (bytes != null) {
      out.putBytes(bytes);
    }
  }

  static Claim read(BinaryReader in) {
    Claimant claimant = Claimant.read(in);
    RowValue value = RowValue.read(in);
    return new Claim(claimant, value, in.getBoolean() ? in.getBytes() : null);
  }
}
