package dev.freshet.testkit;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.RecordType;
import java.util.List;

/** Rows of one record class, as a flow declares them and as the engine carries them. */
record RowCodec<R extends Record>(RecordType<R> type) {

  @SuppressWarnings("unchecked")
  static <R extends Record> RowCodec<R> of(R example) {
    return new RowCodec<>(RecordType.of((Class<R>) example.getClass()));
  }

  RowSchema schema() {
    return type.schema();
  }

  byte[] key(R row) {
    return type.encodeKey(type.values(row));
  }

  byte[] value(R row) {
    return type.encodeValue(type.values(row));
  }

  Row decodeKey(byte[] encoded) {
    return CanonicalEncoding.decode(schema().key(), encoded);
  }

  Row decodeValue(byte[] encoded) {
    return type.valueCodec().decode(encoded);
  }

  R create(Row key, Row value) {
    return type.create(MemoryRows.whole(key, value));
  }

  /** The key as a message names it. */
  String describeKey(byte[] key) {
    List<?> values = decodeKey(key).values();
    return Texts.quoted(values.size() == 1 ? values.get(0) : values);
  }

  /** The key as it is if it is one text, else nothing. */
  String textKey(R row) {
    List<?> key = decodeKey(key(row)).values();
    return key.size() == 1 && key.get(0) instanceof String text ? text : "";
  }
}
