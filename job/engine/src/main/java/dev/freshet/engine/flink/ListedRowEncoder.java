package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.RecordType;
import dev.freshet.engine.encoding.ValueCodec;
import dev.freshet.engine.row.ListedRow;
import dev.freshet.engine.row.RowId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Encodes what a connector lists the way that declared rows are encoded. One thread. */
final class ListedRowEncoder {
  private final LiveTarget target;
  private final RowSchema schema;
  private final ValueCodec values;
  private final Map<Class<?>, RecordType<?>> records = new HashMap<>();

  ListedRowEncoder(LiveTarget target) {
    this.target = target;
    this.schema = target.schema();
    this.values = new ValueCodec(schema.value());
  }

  ListedRow encode(Upsert<?, ?> listed) {
    byte[] key;
    try {
      key = CanonicalEncoding.encode(schema.key(), values(listed.key(), schema.key()));
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      return impossible(String.valueOf(listed.key()));
    }
    Fingerprint id = RowId.of(target.generation(), key);
    return new ListedRow(id, target.generation(), target.readableKey(key), value(listed.value()));
  }

  private @Nullable Fingerprint value(Object bound) {
    List<@Nullable Object> found = values(bound, schema.value());
    try {
      return Fingerprint.of(values.encode(found));
    } catch (ClassCastException | IllegalArgumentException | NullPointerException e) {
      return null;
    }
  }

  /** One whose key no row of this target can have, so that it is nobody's. */
  private ListedRow impossible(String key) {
    Fingerprint id = Fingerprint.of(new BinaryWriter().putInt(-1).putString(key));
    return new ListedRow(id, target.generation(), key, null);
  }

  private List<@Nullable Object> values(Object bound, List<Field> fields) {
    if (bound instanceof Row row) {
      return byName(row, fields);
    }
    return bound instanceof Record record
        ? byName(row(record), fields)
        : Collections.singletonList(bound);
  }

  @SuppressWarnings("unchecked")
  private <T extends Record> Row row(T record) {
    RecordType<T> type =
        (RecordType<T>)
            records.computeIfAbsent(record.getClass(), c -> RecordType.of((Class<T>) c));
    return new Row(type.fields(), type.values(record));
  }

  private List<@Nullable Object> byName(Row row, List<Field> fields) {
    if (row.fields().equals(fields)) {
      return row.values();
    }
    List<@Nullable Object> chosen = new ArrayList<>(fields.size());
    for (Field field : fields) {
      chosen.add(row.values().get(position(row, field)));
    }
    return chosen;
  }

  private int position(Row row, Field field) {
    for (int i = 0; i < row.fields().size(); i++) {
      if (row.fields().get(i).name().equals(field.name())) {
        return i;
      }
    }
    throw new IllegalStateException(
        "Target "
            + target.name()
            + " cannot be verified: its connector "
            + target.type()
            + " lists rows without "
            + field.name());
  }
}
