package dev.freshet.engine.encoding;

import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.internal.CanonicalEncoding;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A record class as rows: its fields, and the way between its instances and rows. Immutable and
 * thread safe.
 */
public final class RecordType<R extends Record> {
  private final Class<R> recordClass;
  private final RecordConversion conversion;
  private final RowSchema schema;
  private final ValueCodec valueCodec;
  private final int[] keyPositions;
  private final int[] valuePositions;

  private RecordType(Class<R> recordClass, RecordConversion conversion) {
    this.recordClass = recordClass;
    this.conversion = conversion;
    RecordComponent[] components = recordClass.getRecordComponents();
    this.keyPositions = positions(components, true);
    this.valuePositions = positions(components, false);
    this.schema =
        new RowSchema(
            at(keyPositions, conversion.fields()), at(valuePositions, conversion.fields()));
    this.valueCodec = new ValueCodec(schema.value());
  }

  /**
   * @throws IllegalArgumentException that lists everything in the record that a row cannot hold,
   *     each with its path
   */
  public static <R extends Record> RecordType<R> of(Class<R> type) {
    return new RecordType<>(type, (RecordConversion) TypeAnalysis.analyze(type, false));
  }

  public Class<R> recordClass() {
    return recordClass;
  }

  /** All components, in the order of the record. */
  public List<RowSchema.Field> fields() {
    return conversion.fields();
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
    return conversion.values(record);
  }

  /**
   * The record with these values, bound by name; fields it has no component for are left out.
   *
   * @throws IllegalArgumentException if a component that is not {@link Nullable} has no value, or a
   *     value is of another kind than its component
   */
  public R create(Row row) {
    return recordClass.cast(conversion.toJava(row, recordClass.getSimpleName()));
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

  private static int[] positions(RecordComponent[] components, boolean ofKey) {
    return IntStream.range(0, components.length)
        .filter(i -> components[i].isAnnotationPresent(Key.class) == ofKey)
        .toArray();
  }

  private static <T> List<T> at(int[] positions, List<T> all) {
    List<T> chosen = new ArrayList<>(positions.length);
    for (int position : positions) {
      chosen.add(all.get(position));
    }
    return chosen;
  }
}
