package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.engine.encoding.RecordType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The rows of a target in memory. Thread safe. */
public final class MemoryRows {
  private final Map<Row, Row> values = new LinkedHashMap<>();

  MemoryRows() {}

  /**
   * All rows as records of this type, bound by component name, or as {@link Row} as they are, in
   * the order of their keys.
   *
   * @throws IllegalArgumentException if the rows do not fit the type
   */
  public synchronized <R extends Record> List<R> as(Class<R> type) {
    Function<Row, R> create = type == Row.class ? type::cast : RecordType.of(type)::create;
    return values.entrySet().stream()
        .sorted(Map.Entry.comparingByKey(RowOrder.BY_VALUES))
        .map(row -> create.apply(whole(row.getKey(), row.getValue())))
        .toList();
  }

  public synchronized int size() {
    return values.size();
  }

  /** Key and value together. */
  static Row whole(Row key, Row value) {
    List<Field> fields = new ArrayList<>(key.fields());
    fields.addAll(value.fields());
    List<@Nullable Object> all = new ArrayList<>(key.values());
    all.addAll(value.values());
    return new Row(fields, all);
  }

  synchronized void upsert(Row key, Row value) {
    values.put(key, value);
  }

  synchronized @Nullable Row get(Row key) {
    return values.get(key);
  }

  synchronized @Nullable Row delete(Row key) {
    return values.remove(key);
  }

  synchronized void clear() {
    values.clear();
  }

  synchronized void forEach(BiConsumer<Row, Row> row) {
    values.forEach(row);
  }
}
