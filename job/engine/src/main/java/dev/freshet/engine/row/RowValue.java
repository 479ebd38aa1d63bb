package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/** What is remembered of a row's value: another fingerprint or revision means: write it. */
public record RowValue(Fingerprint fingerprint, int revision) {
  private static final int IN_DOUBT = -1;

  /** One that equals none that was ever declared. */
  public RowValue inDoubt() {
    return new RowValue(fingerprint, IN_DOUBT);
  }

  boolean isInDoubt() {
    return revision == IN_DOUBT;
  }

  public void write(BinaryWriter out) {
    fingerprint.write(out);
    out.putVarInt(revision);
  }

  public static RowValue read(BinaryReader in) {
    Fingerprint fingerprint = Fingerprint.read(in);
    return new RowValue(fingerprint, in.getVarInt());
  }
}
