package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.RowValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of one item.
 *
 * @param version that the content is known to belong to; null if the next look must read
 * @param content fingerprint of the content that the function last ran on
 * @param logic fingerprint of the function that ran
 * @param rows the rows it declared
 */
public record ItemState(
    @Nullable String version,
    Fingerprint content,
    Fingerprint logic,
    Map<Fingerprint, RowValue> rows) {
  private static final int VERSION = 1;

  ItemState withVersion(@Nullable String newVersion) {
    return new ItemState(newVersion, content, logic, rows);
  }

  /** Of these rows it is not known any more what was written. */
  public ItemState doubting(Set<Fingerprint> doubted) {
    Map<Fingerprint, RowValue> values = new LinkedHashMap<>();
    rows.forEach((row, value) -> values.put(row, doubted.contains(row) ? value.inDoubt() : value));
    return new ItemState(version, content, logic, values);
  }

  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(80 + 36 * rows.size());
    out.putByte(VERSION).putNullableString(version);
    content.write(out);
    logic.write(out);
    out.putVarInt(rows.size());
    rows.forEach(
        (row, value) -> {
          row.write(out);
          value.write(out);
        });
    return out.toByteArray();
  }

  public static ItemState fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int format = in.getByte();
    if (format != VERSION) {
      throw in.malformed("an item's state of version " + format + ", known is " + VERSION);
    }
    String version = in.getNullableString();
    Fingerprint content = Fingerprint.read(in);
    Fingerprint logic = Fingerprint.read(in);
    int count = in.getCount();
    Map<Fingerprint, RowValue> rows = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      Fingerprint row = Fingerprint.read(in);
      rows.put(row, RowValue.read(in));
    }
    in.expectEnd();
    return new ItemState(version, content, logic, rows);
  }
}
