package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;

/** Finds the column of a row that failed, by writing each value alone to a column of its type. */
record Probe(PreparedTable table, StoredRow row) {

  /** Null if no value fails by itself, or the row is only a key to be deleted. */
  @Nullable
  Column culprit() throws SQLException, InterruptedException {
    List<Column> columns = table.columns();
    if (row.values().length < columns.size()) {
      return null;
    }
    for (int i = 0; i < columns.size(); i++) {
      if (fails(columns.get(i), row.values()[i])) {
        return columns.get(i);
      }
    }
    return null;
  }

  private boolean fails(Column column, @Nullable Object value)
      throws SQLException, InterruptedException {
    Connection connection = table.session().connection();
    Savepoint before = connection.setSavepoint();
    try {
      table
          .session()
          .execute(
              "CREATE TEMP TABLE freshet_probe ON COMMIT DROP AS SELECT %s FROM %s WITH NO DATA"
                  .formatted(column.quoted(), table.name()));
      insert(column, value);
      return false;
    } catch (SQLException e) {
      if (Place.blamesRow(e)) {
        return true;
      }
      throw e;
    } finally {
      connection.rollback(before);
      connection.releaseSavepoint(before);
    }
  }

  private void insert(Column column, @Nullable Object value) throws SQLException {
    List<Column> alone = List.of(column);
    String sql =
        "INSERT INTO pg_temp.freshet_probe (%s) SELECT %s FROM %s"
            .formatted(column.quoted(), column.cast(0), ArrayRows.source(alone));
    try (PreparedStatement statement = table.session().connection().prepareStatement(sql)) {
      @Nullable Object[] values = {value};
      ArrayRows.bind(statement, alone, List.of(new StoredRow(row.mutation(), values, 0)));
      statement.executeUpdate();
    }
  }
}
