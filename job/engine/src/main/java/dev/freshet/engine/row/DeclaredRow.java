package dev.freshet.engine.row;

import dev.freshet.engine.encoding.Fingerprint;

/**
 * A row as an item function declared it, in canonical encoding.
 *
 * @param generation the incarnation of the target that it is for
 * @param revision raised when the target's rows must be written again although they are equal
 */
public record DeclaredRow(Fingerprint id, int generation, int revision, byte[] key, byte[] value) {

  public static DeclaredRow of(int generation, int revision, byte[] key, byte[] value) {
    return new DeclaredRow(RowId.of(generation, key), generation, revision, key, value);
  }

  public RowValue fingerprint() {
    return new RowValue(Fingerprint.of(value), revision);
  }
}
