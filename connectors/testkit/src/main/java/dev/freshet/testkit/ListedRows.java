package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Upsert;
import dev.freshet.engine.encoding.RecordType;
import java.util.ArrayList;
import java.util.List;

/** Compares what a connector lists with rows, whatever types its keys and values have. */
record ListedRows<S, R extends Record>(TargetPlace<S, R> place) {

  void expectExactly(List<Upsert<Object, Object>> listed, List<R> wanted, String after) {
    RowCodec<R> codec = place.codec();
    List<R> rows = new ArrayList<>();
    for (Upsert<Object, Object> upsert : listed) {
      Row key = row(upsert.key(), codec.schema().key());
      rows.add(codec.create(key, row(upsert.value(), codec.schema().value())));
    }
    new RowsFound<>(codec, rows, "listRows").expectExactly(wanted, after + ", listed by listRows");
  }

  private static Row row(Object bound, List<Field> fields) {
    if (bound instanceof Row row) {
      return row;
    }
    return bound instanceof Record record ? ofRecord(record) : new Row(fields, List.of(bound));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Record> Row ofRecord(T record) {
    RecordType<T> type = RecordType.of((Class<T>) record.getClass());
    List<@Nullable Object> values = type.values(record);
    return new Row(type.fields(), values);
  }
}
