package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/**
 * A row that is not in its target as it is remembered.
 *
 * @param key as a person would write it
 * @param claimant whose value stands; null for a foreign row
 */
public record Difference(
    Kind kind, Fingerprint row, int generation, String key, @Nullable Claimant claimant) {

  /** What is wrong with it. */
  public enum Kind {
    /** The target does not have it. */
    MISSING,
    /** The target has another value. */
    DIFFERENT,
    /** The target has it, and nobody claims it. */
    FOREIGN
  }

  /** What follows from comparing one row of a target with what is remembered; null if nothing. */
  public static @Nullable Difference of(@Nullable RowState tracked, ListedRow listed) {
    if (tracked == null) {
      return new Difference(Kind.FOREIGN, listed.row(), listed.generation(), listed.key(), null);
    }
    Claim standing = tracked.standing();
    return standing.value().fingerprint().equals(listed.value())
        ? null
        : new Difference(
            Kind.DIFFERENT, listed.row(), listed.generation(), listed.key(), standing.claimant());
  }

  /** A row that its target did not list. */
  public static Difference missing(Fingerprint row, RowState tracked, String key) {
    return new Difference(
        Kind.MISSING, row, tracked.generation(), key, tracked.standing().claimant());
  }

  /**
   * Found where its target rejects what it should become: a row that nobody seems to claim is ours
   * all the same, since its deletion was rejected.
   */
  public Difference ofRejectedRow() {
    return kind == Kind.FOREIGN
        ? new Difference(Kind.DIFFERENT, row, generation, key, claimant)
        : this;
  }

  /** Whether the row is ours and its target has to be put right. */
  public boolean isOurs() {
    return claimant != null;
  }

  public void write(BinaryWriter out) {
    out.putByte(code(kind));
    row.write(out);
    out.putVarInt(generation).putString(key).putBoolean(claimant != null);
    if (claimant != null) {
      claimant.write(out);
    }
  }

  public static Difference read(BinaryReader in) {
    Kind kind = kind(in);
    Fingerprint row = Fingerprint.read(in);
    int generation = in.getVarInt();
    String key = in.getString();
    return new Difference(kind, row, generation, key, in.getBoolean() ? Claimant.read(in) : null);
  }

  private static int code(Kind kind) {
    return switch (kind) {
      case MISSING -> 1;
      case DIFFERENT -> 2;
      case FOREIGN -> 3;
    };
  }

  private static Kind kind(BinaryReader in) {
    int code = in.getByte();
    return switch (code) {
      case 1 -> Kind.MISSING;
      case 2 -> Kind.DIFFERENT;
      case 3 -> Kind.FOREIGN;
      default -> throw in.malformed("a difference of kind " + code);
    };
  }
}
