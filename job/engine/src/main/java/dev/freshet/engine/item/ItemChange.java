package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;

/**
 * What a scan or a watch says of one item.
 *
 * @param version as listed; null unless {@code LISTED}
 * @param force read the item even if this version was seen before
 * @param scan the scan that said it, or the latest one before a watch did
 */
public record ItemChange(
    int source, String key, Kind kind, @Nullable String version, boolean force, long scan) {
  private static final int VERSION = 1;

  /** How the item stands. */
  public enum Kind {
    LISTED,
    TOUCHED,
    GONE
  }

  public static ItemChange listed(
      int source, String key, String version, boolean force, long scan) {
    return new ItemChange(source, key, Kind.LISTED, version, force, scan);
  }

  public static ItemChange touched(int source, String key, long scan) {
    return new ItemChange(source, key, Kind.TOUCHED, null, true, scan);
  }

  public static ItemChange gone(int source, String key, long scan) {
    return new ItemChange(source, key, Kind.GONE, null, true, scan);
  }

  /** This change after an earlier one that was not acted upon: a force flag is never lost. */
  public ItemChange after(@Nullable ItemChange earlier) {
    if (earlier == null || force || !earlier.force) {
      return this;
    }
    return new ItemChange(source, key, kind, version, true, scan);
  }

  public Fingerprint id() {
    return ItemId.of(source, key);
  }

  public Claimant claimant() {
    return new Claimant(source, key);
  }

  public void write(BinaryWriter out) {
    out.putByte(VERSION).putVarInt(source).putString(key).putByte(code(kind));
    out.putNullableString(version).putBoolean(force).putLong(scan);
  }

  public static ItemChange read(BinaryReader in) {
    int format = in.getByte();
    if (format != VERSION) {
      throw in.malformed("an item's change of version " + format + ", known is " + VERSION);
    }
    int source = in.getVarInt();
    String key = in.getString();
    Kind kind = kind(in);
    String version = in.getNullableString();
    boolean force = in.getBoolean();
    return new ItemChange(source, key, kind, version, force, in.getLong());
  }

  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(64);
    write(out);
    return out.toByteArray();
  }

  private static int code(Kind kind) {
    return switch (kind) {
      case LISTED -> 1;
      case TOUCHED -> 2;
      case GONE -> 3;
    };
  }

  private static Kind kind(BinaryReader in) {
    int code = in.getByte();
    return switch (code) {
      case 1 -> Kind.LISTED;
      case 2 -> Kind.TOUCHED;
      case 3 -> Kind.GONE;
      default -> throw in.malformed("an item's change of kind " + code);
    };
  }
}
