package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of one row: where it is, and everyone who claims it.
 *
 * @param claims the standing claim first, then the others in the order they came
 */
public record RowState(int generation, byte[] key, List<Claim> claims) {
  private static final int VERSION = 1;

  public RowState {
    claims = List.copyOf(claims);
  }

  Claim standing() {
    return claims.get(0);
  }

  /** As if another value than the standing one had been written. */
  public RowState inDoubt() {
    Claim standing = standing();
    List<Claim> doubted = new ArrayList<>(claims);
    doubted.set(0, new Claim(standing.claimant(), standing.value().inDoubt(), standing.bytes()));
    return new RowState(generation, key, doubted);
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
    BinaryWriter out = new BinaryWriter(key.length + 48 * claims.size());
    out.putByte(VERSION).putVarInt(generation).putBytes(key).putVarInt(claims.size());
    claims.forEach(claim -> claim.write(out));
    return out.toByteArray();
  }

  public static RowState fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
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
    in.expectEnd();
    return new RowState(generation, key, claims);
  }
}
