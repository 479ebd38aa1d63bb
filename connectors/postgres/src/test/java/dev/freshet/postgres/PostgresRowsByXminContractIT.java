package dev.freshet.postgres;

import java.sql.SQLException;

/** With a primary key, so that rows are listed as they lie, and versions by {@code xmin}. */
final class PostgresRowsByXminContractIT extends PostgresRowsContractIT {
  @Override
  protected PostgresRows spec(String place) {
    return super.spec(place).withXminVersions();
  }

  @Override
  protected void create(PostgresRows spec) throws SQLException {
    Server.ONE.execute("CREATE TABLE " + spec.table() + " (id text PRIMARY KEY, body text)");
  }
}
