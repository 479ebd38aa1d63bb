package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/** Rows as one array for each column, for {@code unnest}: one round trip, and little to set up. */
final class ArrayRows {
  private ArrayRows() {}

  /** The rows as {@code r}, whose columns are {@code c0}, {@code c1} and so on. */
  static String source(List<Column> columns) {
    StringBuilder values = new StringBuilder();
    StringBuilder arrays = new StringBuilder();
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String comma = i == 0 ? "" : ", ";
      String type = column.wire().isVector() ? column.found().plainType() : column.wire().sql;
      boolean converted = !column.wire().textual().equals(column.wire().sql);
      values.append(comma).append("u.c").append(i);
      values.append(converted ? "::" + type + " AS c" + i : "");
      arrays.append(comma).append("CAST(? AS ").append(column.wire().textual()).append("[])");
      names.append(comma).append("c").append(i);
    }
    return "(SELECT %s FROM unnest(%s) AS u(%s)) AS r".formatted(values, arrays, names);
  }

  static void bind(PreparedStatement statement, List<Column> columns, List<StoredRow> rows)
      throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      Wire wire = columns.get(i).wire();
      ArrayText array = new ArrayText();
      for (StoredRow row : rows) {
        @Nullable Object value = row.values()[i];
        array.add(value == null ? null : PlainText.of(wire, value));
      }
      statement.setString(i + 1, array.toString());
    }
  }

  static String names(List<Column> columns) {
    return columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
  }
}
