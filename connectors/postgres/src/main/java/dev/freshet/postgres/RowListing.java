package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Upsert;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the rows of a table back, some at a time. */
record RowListing(PreparedTable table) {
  private static final int AT_ONCE = 500;

  void run(Consumer<Upsert<Row, Row>> rows) throws SQLException, InterruptedException {
    String sql = "SELECT " + selected() + " FROM " + table.name();
    Session session = table.session();
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      statement.setFetchSize(AT_ONCE);
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          Session.stopIfInterrupted();
          rows.accept(row(found));
        }
      }
    } finally {
      session.rollback();
    }
  }

  /** What {@link #row} reads, as SQL. */
  String selected() {
    return table.columns().stream().map(RowListing::selected).collect(Collectors.joining(", "));
  }

  /** Times and dates as numbers: the driver has no leap years before our era. */
  private static String selected(Column column) {
    String name = column.quoted();
    return switch (column.wire()) {
      case TEXT, JSON, VECTOR, HALFVEC, REALS -> name + "::text";
      case INSTANT -> finite(name, "EXTRACT(EPOCH FROM " + name + ")::numeric");
      case DATE -> finite(name, name + " - DATE '1970-01-01'");
      default -> name;
    };
  }

  /** What is infinite is no row of ours; as null it equals none. */
  private static String finite(String name, String value) {
    return "CASE WHEN isfinite(" + name + ") THEN " + value + " END";
  }

  Upsert<Row, Row> row(ResultSet found) throws SQLException {
    List<@Nullable Object> key = new ArrayList<>();
    List<@Nullable Object> value = new ArrayList<>();
    for (int i = 0; i < table.columns().size(); i++) {
      Column column = table.columns().get(i);
      (column.isKey() ? key : value).add(value(column, found, i + 1));
    }
    return new Upsert<>(new Row(table.schema().key(), key), new Row(table.schema().value(), value));
  }

  private static @Nullable Object value(Column column, ResultSet found, int at)
      throws SQLException {
    Type type = column.field().type();
    if (column.wire() == Wire.VECTOR
        || column.wire() == Wire.HALFVEC
        || column.wire() == Wire.REALS) {
      String text = found.getString(at);
      return text == null ? null : vector(text);
    }
    if (column.wire() == Wire.TEXT || column.wire() == Wire.JSON) {
      String text = found.getString(at);
      return text == null ? null : fromText(type, text);
    }
    Object value =
        switch (type.kind()) {
          case BOOLEAN -> found.getBoolean(at);
          case INT -> found.getInt(at);
          case LONG -> found.getLong(at);
          case FLOAT -> found.getFloat(at);
          case DOUBLE -> found.getDouble(at);
          case DECIMAL -> found.getObject(at, BigDecimal.class);
          case BYTES -> found.getBytes(at);
          case DATE -> LocalDate.ofEpochDay(found.getInt(at));
          case UUID -> found.getObject(at, UUID.class);
          case INSTANT -> instant(seconds(found, at));
          default -> throw new IllegalStateException(type.kind() + " travels as text");
        };
    return found.wasNull() ? null : value;
  }

  /** Zero if there are none. */
  private static BigDecimal seconds(ResultSet found, int at) throws SQLException {
    BigDecimal seconds = found.getBigDecimal(at);
    return seconds == null ? BigDecimal.ZERO : seconds;
  }

  /** Of seconds since 1970. */
  static Instant instant(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochSecond(
        whole.longValueExact(), seconds.subtract(whole).movePointRight(9).longValueExact());
  }

  private static Object fromText(Type type, String text) {
    Kind kind = type.kind();
    return TextForm.isSimple(kind) ? TextForm.parse(kind, text) : JsonReader.read(type, text);
  }

  private static float[] vector(String text) {
    String numbers = text.substring(1, text.length() - 1);
    String[] each = numbers.isEmpty() ? new String[0] : numbers.split(",");
    float[] vector = new float[each.length];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = Float.parseFloat(each[i]);
    }
    return vector;
  }
}
