package dev.freshet.engine.row;

import dev.freshet.engine.encoding.Fingerprint;

/**
 * A row as an item function declared it, in canonical encoding.
 *
 * @param generation the incarnation of the target that it is for
 * @param fingerprint of the value, taken once, by the thread that declared it
 */
public record DeclaredRow(
    Fingerprint id, int generation, byte[] key, byte[] value, RowValue fingerprint) {

  /**
   * @param revision raised when the target's rows must be written again although they are equal
   */
  public static DeclaredRow of(int generation, int revision, byte[] key, byte[] value) {
    return new DeclaredRow(
        RowId.of(generation, key),
        generation,
        key,
        value,
        new RowValue(Fingerprint.of(value), revision));
  }
}
