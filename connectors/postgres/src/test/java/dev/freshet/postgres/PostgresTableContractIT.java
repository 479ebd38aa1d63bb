package dev.freshet.postgres;

import dev.freshet.api.Key;
import dev.freshet.postgres.PostgresTable.ColumnIndex;
import dev.freshet.postgres.PostgresTable.SqlStatement;
import dev.freshet.testkit.TargetConnectorContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** {@code postgres} keeps what the engine relies on, with a real server. */
final class PostgresTableContractIT
    extends TargetConnectorContract<PostgresTable, PostgresTableContractIT.Page> {

  record Page(@Key String filename, String html) {}

  @Override
  protected PostgresTableConnector connector() {
    return new PostgresTableConnector();
  }

  @Override
  protected PostgresTable spec(String place) {
    return Server.ONE.table(place);
  }

  @Override
  protected PostgresTable edited(PostgresTable spec) {
    return spec.withIndexes(new ColumnIndex(List.of("filename")))
        .withSql(
            new SqlStatement(
                "CREATE OR REPLACE VIEW %s_view AS SELECT * FROM %s"
                    .formatted(spec.table(), spec.table()),
                "DROP VIEW IF EXISTS " + spec.table() + "_view"));
  }

  @Override
  protected Page row(String key, String text) {
    return new Page(key, text);
  }

  @Override
  protected boolean takes(Page row) {
    return !row.filename().contains("\0") && !row.html().contains("\0");
  }

  @Override
  protected boolean writesRowByRow() {
    return false;
  }

  @Override
  protected Collection<Page> rowsAt(PostgresTable spec) throws SQLException {
    List<Page> pages = new ArrayList<>();
    try (Connection connection = Server.ONE.connect();
        Statement statement = connection.createStatement();
        ResultSet there = statement.executeQuery("SELECT to_regclass('" + spec.table() + "')")) {
      there.next();
      if (there.getString(1) != null) {
        ResultSet rows = statement.executeQuery("SELECT filename, html FROM " + spec.table());
        while (rows.next()) {
          pages.add(new Page(rows.getString(1), rows.getString(2)));
        }
      }
    }
    return pages;
  }
}
