package dev.freshet.postgres;

import java.sql.SQLException;
import java.util.Objects;

/** A query, and versions by a column. */
final class PostgresQueryContractIT extends PostgresRowsContractIT {
  private static final String QUERY = "SELECT id, body, edit FROM ";

  @Override
  protected PostgresRows spec(String place) {
    return PostgresRows.ofQuery(Server.ONE.url(), QUERY + place, "id")
        .withLogin("postgres", null)
        .withColumns("id", "body")
        .withVersionColumn("edit");
  }

  @Override
  protected String table(PostgresRows spec) {
    return Objects.requireNonNull(spec.query()).substring(QUERY.length());
  }

  @Override
  protected void create(PostgresRows spec) throws SQLException {
    Server.ONE.execute(
        "CREATE TABLE " + table(spec) + " (id text PRIMARY KEY, body text, edit bigserial)");
  }
}
