package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * What an item says of one row, on its way to the row's own place: that it shall exist with a
 * value, or that this item no longer asks for it.
 *
 * @param declared null for a release
 */
public record RowClaim(Fingerprint row, Claimant claimant, @Nullable DeclaredRow declared) {
  public static RowClaim claim(Claimant claimant, DeclaredRow row) {
    return new RowClaim(row.id(), claimant, row);
  }

  public static RowClaim release(Claimant claimant, Fingerprint row) {
    return new RowClaim(row, claimant, null);
  }

  public void write(BinaryWriter out) {
    row.write(out);
    claimant.write(out);
    out.putBoolean(declared != null);
    if (declared != null) {
      out.putVarInt(declared.generation()).putBytes(declared.key()).putBytes(declared.value());
      declared.fingerprint().write(out);
    }
  }

  public static RowClaim read(BinaryReader in) {
    Fingerprint row = Fingerprint.read(in);
    Claimant claimant = Claimant.read(in);
    if (!in.getBoolean()) {
      return release(claimant, row);
    }
    int generation = in.getVarInt();
    byte[] key = in.getBytes();
    byte[] value = in.getBytes();
    return claim(claimant, new DeclaredRow(row, generation, key, value, RowValue.read(in)));
  }
}
