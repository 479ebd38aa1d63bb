package dev.freshet.benchmarks.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Makes the table {@code lines} for a source, and says how long it takes to read by hand. */
public final class SourceTable {
  private SourceTable() {}

  /** The arguments are a URL, a user and a number of rows. */
  public static void main(String[] arguments) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:" + arguments[0], arguments[1], "");
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS lines");
      statement.execute(
          """
          CREATE TABLE lines (id bigint PRIMARY KEY, body text NOT NULL, edited timestamptz NOT NULL)
          """);
      statement.execute(
          """
          INSERT INTO lines SELECT i, 'The text of line ' || i || ', as long as one.', now()
          FROM generate_series(1, %s) AS i
          """
              .formatted(arguments[2]));
      statement.execute("VACUUM ANALYZE lines");
      System.out.printf("all columns by hand %.2f s", seconds(connection));
    }
  }

  private static double seconds(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    long begun = System.nanoTime();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(2_000);
      ResultSet rows = statement.executeQuery("SELECT id, body, edited FROM lines");
      while (rows.next()) {
        rows.getString(2);
      }
    }
    return (System.nanoTime() - begun) / 1e9;
  }
}
