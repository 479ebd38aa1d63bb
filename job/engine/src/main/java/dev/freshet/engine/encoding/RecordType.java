package dev.freshet.engine.encoding;

import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.CanonicalEncoding;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * A record class as rows: its fields, and the way between its instances and rows. {@link Row}
 * itself is such a class, with fields that are given. Immutable and thread safe.
 */
public final class RecordType<R extends Record> {
  private static final ClassValue<RecordType<?>> ANALYZED =
      new ClassValue<>() {
        @Override
        protected RecordType<?> computeValue(Class<?> type) {
          return analyze(type.asSubclass(Record.class));
        }
      };

  private final Class<R> recordClass;
  private final List<Field> fields;
  private final Function<R, List<@Nullable Object>> values;
  private final Function<Row, R> create;
  private final RowSchema schema;
  private final ValueCodec valueCodec;
  private final int[] keyPositions;
  private final int[] valuePositions;

  private RecordType(
      Class<R> recordClass,
      List<Field> fields,
      IntPredicate isKey,
      Function<R, List<@Nullable Object>> values,
      Function<Row, R> create) {
    this.recordClass = recordClass;
    this.fields = fields;
    this.values = values;
    this.create = create;
    this.keyPositions = positions(fields.size(), isKey);
    this.valuePositions = positions(fields.size(), isKey.negate());
    this.schema = new RowSchema(at(keyPositions, fields), at(valuePositions, fields));
    this.valueCodec = new ValueCodec(schema.value());
  }

  /**
   * The same each time for the same class.
   *
   * @throws IllegalArgumentException that lists everything in the record that a row cannot hold,
   *     each with its path
   */
  @SuppressWarnings("unchecked")
  public static <R extends Record> RecordType<R> of(Class<R> type) {
    return (RecordType<R>) ANALYZED.get(type);
  }

  private static <R extends Record> RecordType<R> analyze(Class<R> type) {
    RecordConversion conversion = (RecordConversion) TypeAnalysis.analyze(type, false);
    RecordComponent[] components = type.getRecordComponents();
    return new RecordType<>(
        type,
        conversion.fields(),
        i -> components[i].isAnnotationPresent(Key.class),
        conversion::values,
        row -> type.cast(conversion.toJava(row, type.getSimpleName())));
  }

  /** Rows that have no record class of their own: their key first, then the other fields. */
  public static RecordType<Row> ofRows(RowSchema schema) {
    List<Field> fields = new ArrayList<>(schema.key());
    fields.addAll(schema.value());
    List<Field> all = List.copyOf(fields);
    return new RecordType<>(
        Row.class,
        all,
        i -> i < schema.key().size(),
        row -> RowFields.values(all, row),
        row -> row);
  }

  public Class<R> recordClass() {
    return recordClass;
  }

  /** All components, in the order of the record. */
  public List<Field> fields() {
    return fields;
  }

  /** The components marked {@link Key}, and the others. */
  public RowSchema schema() {
    return schema;
  }

  /** For what is not the key. */
  public ValueCodec valueCodec() {
    return valueCodec;
  }

  /**
   * The values in the order of {@link #fields}, as {@link RowSchema.Kind} says. Lists and maps are
   * copied, arrays are not.
   *
   * @throws IllegalArgumentException if a value is null without {@link Nullable}, or a vector has
   *     another length than declared
   */
  public List<@Nullable Object> values(R record) {
    return values.apply(record);
  }

  /**
   * The record with these values, bound by name; fields it has no component for are left out.
   *
   * @throws IllegalArgumentException if a component that is not {@link Nullable} has no value, or a
   *     value is of another kind than its component
   */
  public R create(Row row) {
    return create.apply(row);
  }

  /**
   * The form in which the engine carries and compares the key of a row.
   *
   * @param values of a record, as {@link #values} gives them
   */
  public byte[] encodeKey(List<@Nullable Object> values) {
    return CanonicalEncoding.encode(schema.key(), at(keyPositions, values));
  }

  /** What is not the key, as {@link #encodeKey}. */
  public byte[] encodeValue(List<@Nullable Object> values) {
    return valueCodec.encode(at(valuePositions, values));
  }

  private static int[] positions(int size, IntPredicate chosen) {
    return IntStream.range(0, size).filter(chosen).toArray();
  }

  private static <T> List<T> at(int[] positions, List<T> all) {
    List<T> chosen = new ArrayList<>(positions.length);
    for (int position : positions) {
      chosen.add(all.get(position));
    }
    return chosen;
  }
}
