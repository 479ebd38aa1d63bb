package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of one row: where it is, and everyone who claims it.
 *
 * @param claims the standing claim first, then the others in the order they came
 * @param written null if that is not known, as for a row that an earlier version of Freshet wrote
 */
public record RowState(int generation, byte[] key, List<Claim> claims, @Nullable Written written) {
  private static final int WITHOUT_WRITTEN = 1;
  private static final int VERSION = 2;

  public RowState {
    claims = List.copyOf(claims);
  }

  public RowState(int generation, byte[] key, List<Claim> claims) {
    this(generation, key, claims, null);
  }

  /** Whose values were declared, the one that stands first. */
  public List<Claimant> claimants() {
    return claims.stream().map(Claim::claimant).toList();
  }

  /** Of the value that stands. */
  public Fingerprint fingerprint() {
    return standing().value().fingerprint();
  }

  RowState written(@Nullable Written newWritten) {
    return new RowState(generation, key, claims, newWritten);
  }

  Claim standing() {
    return claims.get(0);
  }

  /** As if another value than the standing one had been written. */
  public RowState inDoubt() {
    Claim standing = standing();
    List<Claim> doubted = new ArrayList<>(claims);
    doubted.set(0, new Claim(standing.claimant(), standing.value().inDoubt(), standing.bytes()));
    return new RowState(generation, key, doubted, written);
  }

  /** Whether claimants disagree about the value. */
  public boolean contested() {
    return claims.stream().anyMatch(claim -> !claim.sameValue(standing()));
  }

  /** Those whose values differ from the standing one, after the standing claimant itself. */
  public List<Claimant> contestants() {
    List<Claimant> contestants = new ArrayList<>(List.of(standing().claimant()));
    for (Claim claim : claims) {
      if (!claim.sameValue(standing())) {
        contestants.add(claim.claimant());
      }
    }
    return contestants;
  }

  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(key.length + 48 * claims.size() + 8);
    out.putByte(VERSION).putVarInt(generation).putBytes(key).putVarInt(claims.size());
    claims.forEach(claim -> claim.write(out));
    Written.write(written, out);
    return out.toByteArray();
  }

  public static RowState fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION && version != WITHOUT_WRITTEN) {
      throw in.malformed("a row's state of version " + version + ", known is " + VERSION);
    }
    int generation = in.getVarInt();
    byte[] key = in.getBytes();
    int count = in.getCount();
    if (count == 0) {
      throw in.malformed("a row that nobody claims");
    }
    List<Claim> claims = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      claims.add(Claim.read(in));
    }
    Written written = version == WITHOUT_WRITTEN ? null : Written.read(in);
    in.expectEnd();
    return new RowState(generation, key, claims, written);
  }
}
