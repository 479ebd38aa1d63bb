package dev.freshet.engine.encoding;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import java.util.List;

/**
 * Writes and reads the values of one target's rows. A value may wait in state, in a batch or among
 * the rejected rows while the row's type is edited, and its bytes could mean something else in the
 * new type; so the type it was written with is named in front, by 64 bits of a fingerprint. With
 * that, rows of two types never have the same fingerprint either, and what is declared under a new
 * type is sent again. Immutable and thread safe.
 */
public final class ValueCodec {
  private final List<Field> fields;
  private final long type;

  public ValueCodec(List<Field> fields) {
    this.fields = fields;
    BinaryWriter out = new BinaryWriter(128);
    CanonicalEncoding.writeSchema(fields, out);
    this.type = Fingerprint.of(out).high();
  }

  public byte[] encode(List<@Nullable Object> values) {
    BinaryWriter out = new BinaryWriter(128).putLong(type);
    CanonicalEncoding.write(fields, values, out);
    return out.toByteArray();
  }

  /**
   * @throws IllegalArgumentException if the value was declared under another type of the row
   */
  public Row decode(byte[] encoded) {
    BinaryReader in = new BinaryReader(encoded);
    if (encoded.length < Long.BYTES || in.getLong() != type) {
      throw new IllegalArgumentException(
          "It was declared when the row's type was another; its item's next run declares it anew");
    }
    return CanonicalEncoding.read(fields, in);
  }
}
