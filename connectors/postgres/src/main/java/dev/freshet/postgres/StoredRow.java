package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.internal.RowRefused;
import java.math.BigDecimal;
import java.util.List;

/**
 * A row, or the key of one that is to be deleted, ready to travel.
 *
 * @param bytes about as many as it takes
 */
record StoredRow(RowMutation<Row> mutation, @Nullable Object[] values, int bytes) {

  /**
   * @param row the values of these columns, in their order
   * @throws RowRefused if a column can never hold its value
   */
  static StoredRow of(RowMutation<Row> mutation, List<Column> columns, List<?> row)
      throws RowRefused {
    @Nullable Object[] values = new @Nullable Object[columns.size()];
    long bytes = 0;
    for (int i = 0; i < values.length; i++) {
      values[i] = columns.get(i).stored(row.get(i));
      bytes += 4 + size(values[i]);
    }
    if (bytes > Column.MOST_BYTES) {
      throw new RowRefused(
          "its columns together take "
              + bytes
              + " bytes, at most "
              + Column.MOST_BYTES
              + " are possible; the largest is "
              + largest(columns, values).quoted());
    }
    return new StoredRow(mutation, values, (int) bytes);
  }

  /** Of its values, the column with the one that takes most. */
  Column largest(List<Column> columns) {
    return largest(columns, values);
  }

  private static Column largest(List<Column> columns, @Nullable Object[] values) {
    int largest = 0;
    for (int i = 1; i < values.length; i++) {
      largest = size(values[i]) > size(values[largest]) ? i : largest;
    }
    return columns.get(largest);
  }

  private static long size(@Nullable Object value) {
    if (value instanceof String text) {
      return text.length();
    } else if (value instanceof byte[] bytes) {
      return bytes.length;
    } else if (value instanceof float[] vector) {
      return 4L * vector.length;
    }
    return value instanceof BigDecimal decimal ? decimal.precision() : 8;
  }
}
