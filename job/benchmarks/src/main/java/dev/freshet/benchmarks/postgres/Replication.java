package dev.freshet.benchmarks.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Edits rows of the table {@code lines}, one after the other, and says how long after its commit
 * each is in {@code lines_copy}, which a live flow keeps.
 */
public final class Replication {
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final PreparedStatement edit;
  private final PreparedStatement look;

  private Replication(Connection connection) throws SQLException {
    edit = connection.prepareStatement("UPDATE lines SET body = ? WHERE id = ?");
    look = connection.prepareStatement("SELECT text FROM lines_copy WHERE id = ?");
  }

  /** The arguments are a URL, a user and how many edits. */
  public static void main(String[] arguments) throws Exception {
    try (Connection connection =
        DriverManager.getConnection("jdbc:" + arguments[0], arguments[1], "")) {
      Replication replication = new Replication(connection);
      awaitTable(connection);
      replication.edit(1);
      int edits = Integer.parseInt(arguments[2]);
      double[] millis = new double[edits];
      for (int i = 0; i < edits; i++) {
        millis[i] = replication.edit(i + 2) / 1e6;
      }
      Arrays.sort(millis);
      System.out.printf(
          "p50 %.0f ms, p99 %.0f ms, max %.0f ms over %d edits",
          millis[edits / 2], millis[edits * 99 / 100], millis[edits - 1], edits);
    }
  }

  private static void awaitTable(Connection connection) throws Exception {
    long until = System.nanoTime() + PATIENCE;
    while (true) {
      try (PreparedStatement count =
              connection.prepareStatement(
                  "SELECT (SELECT count(*) FROM lines_copy) = (SELECT count(*) FROM lines)");
          ResultSet row = count.executeQuery()) {
        row.next();
        if (row.getBoolean(1)) {
          return;
        }
      } catch (SQLException notYet) {
        if (System.nanoTime() > until) {
          throw notYet;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private long edit(long id) throws Exception {
    String text = "Edited at " + System.nanoTime();
    edit.setString(1, text);
    edit.setLong(2, id);
    edit.executeUpdate();
    long committed = System.nanoTime();
    look.setString(1, Long.toString(id));
    while (!isThere(text)) {
      if (System.nanoTime() - committed > PATIENCE) {
        throw new IllegalStateException("Row " + id + " did not follow in time");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return System.nanoTime() - committed;
  }

  private boolean isThere(String text) throws SQLException {
    try (ResultSet row = look.executeQuery()) {
      return row.next() && row.getString(1).equals(text);
    }
  }
}
