package dev.freshet.benchmarks.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Writes a million narrow rows, or some with vectors, in transactions of 10,000: with the connector
 * and, before and after it, by hand. Prints how many rows a second were written by hand, and a line
 * that says more.
 */
public final class PostgresLoad {
  static final int AT_ONCE = 10_000;

  private final String url;
  private final String user;
  private final Rows rows;

  private PostgresLoad(String url, String user, Rows rows) {
    this.url = url;
    this.user = user;
    this.rows = rows;
  }

  /** Url of a database, user, number of rows, dimensions of the vectors or 0. */
  public static void main(String[] arguments) throws Exception {
    Rows rows = new Rows(Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    System.out.println(new PostgresLoad(arguments[0], arguments[1], rows).measure());
  }

  private interface Load {
    void run() throws Exception;
  }

  private String measure() throws Exception {
    double warm = byHand(rows.first(Math.min(rows.count(), 100_000)));
    double before = byHand(rows);
    double connector = rowsPerSecond(() -> new ByConnector(url, user, rows).run());
    double after = byHand(rows);
    double floor = Math.max(before, after);
    System.out.println(floor);
    return String.format(
        Locale.ROOT,
        "%,d rows%s: connector %,.0f rows/s, by hand %,.0f and %,.0f (first %,.0f): %.0f %%; fsync %s, server %s",
        rows.count(),
        rows.dimensions() == 0 ? "" : " with " + rows.dimensions() + " floats",
        connector,
        before,
        after,
        warm,
        100 * connector / floor,
        show("SHOW fsync"),
        show("SHOW server_version"));
  }

  private double byHand(Rows some) throws Exception {
    try (Connection connection = connect()) {
      ByHand byHand = new ByHand(connection, some);
      byHand.createTable();
      double speed = some.count() / seconds(byHand::run);
      byHand.dropTable();
      return speed;
    }
  }

  private double rowsPerSecond(Load load) throws Exception {
    return rows.count() / seconds(load);
  }

  private static double seconds(Load load) throws Exception {
    long begun = System.nanoTime();
    load.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:" + url, user, null);
  }

  private String show(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }
}
