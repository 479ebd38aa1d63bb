package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.postgresql.replication.LogSequenceNumber;

/**
 * What the server says of a slot.
 *
 * @param here whether it is of logical replication, by pgoutput, of this database
 * @param lost whether the server has let go what the slot should have kept
 * @param confirmed where it goes on at the earliest; null while it is made
 */
record ReplicationSlot(boolean here, boolean lost, @Nullable LogSequenceNumber confirmed) {
  private static final String IN_USE = "55006";

  private static final String FIND =
      """
      SELECT slot_type = 'logical' AND plugin = 'pgoutput' AND database = current_database(),
        coalesce(wal_status = 'lost', false), confirmed_flush_lsn::text
      FROM pg_catalog.pg_replication_slots WHERE slot_name = ?
      """;

  /** Null if there is none of this name. */
  static @Nullable ReplicationSlot find(Session session, String name) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(FIND)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        String confirmed = row.getString(3);
        return new ReplicationSlot(
            row.getBoolean(1),
            row.getBoolean(2),
            confirmed == null ? null : LogSequenceNumber.valueOf(confirmed));
      }
    }
  }

  /**
   * Makes the slot where it is not there, and anew where it is of no use any more.
   *
   * @throws IllegalArgumentException if there is one of this name for something else
   */
  static void ensure(Session session, String name) throws SQLException {
    ReplicationSlot found = find(session, name);
    session.rollback();
    if (found != null && !found.here) {
      throw new IllegalArgumentException(
          "slot "
              + name
              + " is there for something else, another database or plugin; name another slot");
    }
    if (found != null && found.lost) {
      drop(session, name);
    }
    if (found == null || found.lost) {
      session.texts("SELECT pg_create_logical_replication_slot(?, 'pgoutput')::text", name);
      session.commit();
    }
  }

  /** Where it is there. */
  static void drop(Session session, String name) throws SQLException {
    session.texts(
        """
        SELECT pg_drop_replication_slot(slot_name)::text FROM pg_catalog.pg_replication_slots
        WHERE slot_name = ? AND slot_type = 'logical' AND plugin = 'pgoutput'
          AND database = current_database()
        """,
        name);
    session.commit();
  }

  /** What needs a slot that nobody uses. */
  interface Use<T> {
    T run() throws SQLException;
  }

  /** A server takes a moment to see that a connection is closed. */
  static <T> T whenFree(Duration atMost, Use<T> use) throws SQLException, InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (true) {
      Session.stopIfInterrupted();
      try {
        return use.run();
      } catch (SQLException e) {
        if (!IN_USE.equals(e.getSQLState()) || System.nanoTime() >= until) {
          throw e;
        }
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
