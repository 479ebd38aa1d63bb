package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.Setup;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    List<Column> columns = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    add(setup.schema().key(), true, found, columns, problems);
    add(setup.schema().value(), false, found, columns, problems);
    checkOthers(setup.schema(), found, problems);
    List<String> key = setup.schema().key().stream().map(Field::name).toList();
    if (problems.isEmpty() && !found.isUnique(session, key)) {
      problems.add("no primary key or unique index is on exactly " + Names.quoted(key));
    }
    if (!found.isMarked() && TableIndexes.wants(setup.spec())) {
      problems.add(
          "Freshet did not make it, so indexes and sql are not its to add; leave them out");
    }
    if (!problems.isEmpty()) {
      throw new IllegalStateException(
          place.name() + " cannot take the rows: " + String.join("; ", problems));
    }
    return new PreparedTable(setup, session, columns, number);
  }

  private static void add(
      List<Field> fields,
      boolean isKey,
      FoundTable found,
      List<Column> columns,
      List<String> problems) {
    for (Field field : fields) {
      FoundColumn column = found.columns().get(field.name());
      Wire wire = column == null ? null : Wire.of(field.type().kind(), column);
      if (column == null) {
        problems.add("it has no column " + Names.quoted(field.name()));
      } else if (wire == null || column.generated()) {
        problems.add(
            "column %s is %s%s, which cannot hold %s"
                .formatted(
                    Names.quoted(field.name()),
                    column.generated() ? "generated as " : "",
                    column.type(),
                    ColumnTypes.describe(field.type())));
      } else {
        columns.add(new Column(field, isKey, column, wire));
      }
    }
  }

  private static void checkOthers(RowSchema schema, FoundTable found, List<String> problems) {
    Set<String> written = new HashSet<>();
    schema.key().forEach(field -> written.add(field.name()));
    schema.value().forEach(field -> written.add(field.name()));
    for (FoundColumn column : found.columns().values()) {
      if (!written.contains(column.name()) && column.notNull() && !column.hasDefault()) {
        problems.add(
            "column %s is NOT NULL without a default, and no row has it"
                .formatted(Names.quoted(column.name())));
      }
    }
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
            .mapToObj(i -> "t." + keys.get(i).quoted() + " = " + cast(keys.get(i), i))
            .collect(Collectors.joining(" AND "));
    String sql =
        "DELETE FROM " + table + " AS t USING " + ArrayRows.source(keys) + " WHERE " + same;
    try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
      ArrayRows.bind(statement, keys, rows);
      statement.executeUpdate();
    }
  }

  /** Which column it is that cannot hold its value; null if none is by itself. */
  @Nullable
  Column culprit(StoredRow row) throws SQLException, InterruptedException {
    for (int i = 0; i < columns.size() && row.values().length == columns.size(); i++) {
      Column column = columns.get(i);
      List<Column> alone = List.of(column);
      @Nullable Object[] value = {row.values()[i]};
      String sql =
          "INSERT INTO pg_temp.freshet_probe (%s) SELECT %s FROM %s"
              .formatted(column.quoted(), cast(column, 0), ArrayRows.source(alone));
      Savepoint before = session.connection().setSavepoint();
      session.execute(
          "CREATE TEMP TABLE freshet_probe ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA"
              .formatted(column.quoted(), table));
      try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
        ArrayRows.bind(statement, alone, List.of(new StoredRow(row.mutation(), value, 0)));
        statement.executeUpdate();
      } catch (SQLException e) {
        if (Place.blamesRow(e)) {
          return column;
        }
        throw e;
      } finally {
        session.connection().rollback(before);
      }
    }
    return null;
  }

  private String upsert(String source) {
    String values =
        IntStream.range(0, columns.size())
            .mapToObj(i -> cast(columns.get(i), i))
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

  private static String cast(Column column, int position) {
    return column.found().cast(column.wire(), "r.c" + position);
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

  /** Called when a transaction has ended. */
  void ended() {
    staged = false;
  }
}
