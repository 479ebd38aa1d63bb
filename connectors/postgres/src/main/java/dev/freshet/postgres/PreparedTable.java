package dev.freshet.postgres;

import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.copy.CopyIn;

/** One table that rows are written to: its columns, and the statements for them. One thread. */
final class PreparedTable {
  private final Setup<PostgresTable> setup;
  private final Place place;
  private final Session session;
  private final String table;
  private final List<Column> columns;
  private final List<Column> keys;
  private final String stage;
  private boolean staged;

  private PreparedTable(
      Setup<PostgresTable> setup, Session session, List<Column> columns, int number) {
    this.setup = setup;
    this.place = Place.of(setup.spec());
    this.session = session;
    this.table = Names.table(setup.spec());
    this.columns = columns;
    this.keys = columns.stream().filter(Column::isKey).toList();
    this.stage = "pg_temp.freshet_stage_" + number;
  }

  /**
   * @param number tells the tables of one session apart
   * @throws IllegalStateException if the table cannot take such rows
   */
  static PreparedTable of(Setup<PostgresTable> setup, Session session, int number)
      throws SQLException {
    Place place = Place.of(setup.spec());
    FoundTable found = FoundTable.find(session, setup.spec().schema(), setup.spec().table());
    if (found == null || !found.isTable()) {
      throw new IllegalStateException(
          place.name() + (found == null ? " is not there" : " is no table but a view or the like"));
    }
    List<Column> columns = new TableFit(setup, found).columns(session);
    return new PreparedTable(setup, session, columns, number);
  }

  Place place() {
    return place;
  }

  Session session() {
    return session;
  }

  RowSchema schema() {
    return setup.schema();
  }

  List<Column> columns() {
    return columns;
  }

  List<Column> keys() {
    return keys;
  }

  boolean hasVectorIndex() {
    return !setup.spec().vectorIndexes().isEmpty();
  }

  String name() {
    return table;
  }

  void upsert(List<StoredRow> rows) throws SQLException, InterruptedException {
    Session.stopIfInterrupted();
    String sql = upsert(ArrayRows.source(columns));
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      ArrayRows.bind(statement, columns, rows);
      statement.executeUpdate();
    }
  }

  void copy(List<StoredRow> rows) throws SQLException, InterruptedException {
    clearStage();
    staged = true;
    String names =
        IntStream.range(0, columns.size()).mapToObj(i -> "c" + i).collect(Collectors.joining(", "));
    CopyIn copy =
        session
            .driver()
            .getCopyAPI()
            .copyIn("COPY " + stage + " (" + names + ") FROM STDIN (FORMAT binary)");
    try {
      CopyRows.write(copy, columns, rows);
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
    session.execute(upsert(stage + " AS r"));
  }

  void delete(List<StoredRow> rows) throws SQLException, InterruptedException {
    Session.stopIfInterrupted();
    String same =
        IntStream.range(0, keys.size())
            .mapToObj(i -> "t." + keys.get(i).quoted() + " = " + keys.get(i).cast(i))
            .collect(Collectors.joining(" AND "));
    String sql =
        "DELETE FROM " + table + " AS t USING " + ArrayRows.source(keys) + " WHERE " + same;
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      ArrayRows.bind(statement, keys, rows);
      statement.executeUpdate();
    }
  }

  private String upsert(String source) {
    String values =
        IntStream.range(0, columns.size())
            .mapToObj(i -> columns.get(i).cast(i))
            .collect(Collectors.joining(", "));
    String replaced =
        columns.stream()
            .filter(column -> !column.isKey())
            .map(column -> column.quoted() + " = EXCLUDED." + column.quoted())
            .collect(Collectors.joining(", "));
    return "INSERT INTO %s (%s) SELECT %s FROM %s ON CONFLICT (%s) DO %s"
        .formatted(
            table,
            ArrayRows.names(columns),
            values,
            source,
            ArrayRows.names(keys),
            replaced.isEmpty() ? "NOTHING" : "UPDATE SET " + replaced);
  }

  /**
   * Where copied rows wait for their statement. It empties itself at the end of a transaction, and
   * goes if the part of one that made it is rolled back.
   */
  private void clearStage() throws SQLException, InterruptedException {
    String types =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "c" + i + " " + type(columns.get(i)))
            .collect(Collectors.joining(", "));
    session.execute(
        "CREATE TEMP TABLE IF NOT EXISTS %s (%s) ON COMMIT DELETE ROWS%s"
            .formatted(stage, types, staged ? "; TRUNCATE " + stage : ""));
  }

  private static String type(Column column) {
    return column.wire().isVector() ? column.found().plainType() : column.wire().sql;
  }

  /** Called before the first rows of each transaction. */
  void begin() {
    staged = false;
  }
}
