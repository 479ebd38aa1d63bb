package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.time.Instant;

/**
 * Why a row's value was last sent to its target, and when that was decided, to the second. It costs
 * six bytes a row.
 */
public record Written(Reason reason, Instant time) {
  private static final int NEVER = 0;

  /** What made it necessary. */
  public enum Reason {
    /** Nobody had claimed the row. */
    NEW(1),
    /** The item whose value stands declared another one. */
    CHANGED(2),
    /** The value of another item stands now. */
    TAKEN_OVER(3),
    /** The target's structure changed, or everything was to be written again. */
    REWRITTEN(4),
    /** The target did not have the row as it should be. */
    REPAIRED(5);

    private final int code;

    Reason(int code) {
      this.code = code;
    }
  }

  static Reason reason(@Nullable Claim before, Claim after) {
    if (before == null) {
      return Reason.NEW;
    }
    if (before.value().isInDoubt()) {
      return Reason.REPAIRED;
    }
    if (!before.claimant().equals(after.claimant())) {
      return Reason.TAKEN_OVER;
    }
    return before.sameValue(after) ? Reason.REWRITTEN : Reason.CHANGED;
  }

  static void write(@Nullable Written written, BinaryWriter out) {
    if (written == null) {
      out.putByte(NEVER);
    } else {
      out.putByte(written.reason.code).putVarLong(written.time.getEpochSecond());
    }
  }

  static @Nullable Written read(BinaryReader in) {
    int code = in.getByte();
    if (code == NEVER) {
      return null;
    }
    for (Reason reason : Reason.values()) {
      if (reason.code == code) {
        return new Written(reason, time(in));
      }
    }
    throw in.malformed("a row written for reason " + code);
  }

  private static Instant time(BinaryReader in) {
    long seconds = in.getVarLong();
    if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
      throw in.malformed("a row written at second " + seconds);
    }
    return Instant.ofEpochSecond(seconds);
  }
}
