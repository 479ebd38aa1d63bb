package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.row.Claimant;

/**
 * Why an item must be looked at again by a later scan even if it is listed unchanged: its function
 * failed, or what was read could not be tied to the version that was listed (unsettled).
 *
 * @param listed the version in the last listing, which the next read may turn out to belong to
 * @param failure the reason; null if the item is only unsettled
 * @param failures in a row
 */
public record Trouble(
    int source, String key, @Nullable String listed, @Nullable String failure, int failures) {
  private static final int VERSION = 1;
  private static final int LONGEST_BACKOFF = 64;

  /**
   * Of an item some of whose rows are in doubt: looked at by the next scan, as if it were
   * unsettled. Null if that happens anyhow, or there is nothing to look at.
   *
   * @param trouble that it is in already
   */
  public static @Nullable Trouble ofDoubt(
      Claimant item, @Nullable ItemState state, @Nullable Trouble trouble) {
    return state == null || state.version() == null || trouble != null
        ? null
        : new Trouble(item.source(), item.key(), state.version(), null, 0);
  }

  public boolean failed() {
    return failure != null;
  }

  /** How many scans later it is due. A new run begins far beyond, so there it is always due. */
  public long backoff() {
    return failures == 0 ? 1 : Math.min(LONGEST_BACKOFF, 1L << Math.min(failures - 1, 30));
  }

  /** The look that is due. */
  public ItemChange retry(long scan) {
    ItemChange.Kind kind = listed == null ? ItemChange.Kind.TOUCHED : ItemChange.Kind.LISTED;
    return new ItemChange(source, key, kind, listed, true, scan);
  }

  public byte[] toBytes() {
    return new BinaryWriter(64)
        .putByte(VERSION)
        .putVarInt(source)
        .putString(key)
        .putNullableString(listed)
        .putNullableString(failure)
        .putVarInt(failures)
        .toByteArray();
  }

  public static Trouble fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("an item's trouble of version " + version + ", known is " + VERSION);
    }
    int source = in.getVarInt();
    String key = in.getString();
    String listed = in.getNullableString();
    String failure = in.getNullableString();
    int failures = in.getVarInt();
    in.expectEnd();
    return new Trouble(source, key, listed, failure, failures);
  }
}
