package dev.freshet.postgres;

import dev.freshet.api.Setup;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** One connection to a database, always inside a transaction or between two. One thread. */
final class Session implements AutoCloseable {
  /** So that values have one text whatever the server is set to. */
  private static final String TEXTS_OF_VALUES =
      """
      SET TimeZone = 'UTC';
      SET DateStyle = 'ISO, YMD';
      SET IntervalStyle = 'iso_8601';
      SET bytea_output = 'hex';
      SET extra_float_digits = 1;
      SET lc_monetary = 'C'
      """;

  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /** For rows: a statement ends before the deadline, on the server too. */
  static Session writing(Setup<PostgresTable> setup) throws Exception {
    Duration deadline = setup.callDeadline();
    return open(setup, deadline, forWork(deadline), Duration.ZERO);
  }

  private static Duration forWork(Duration deadline) {
    return deadline.multipliedBy(9).dividedBy(10);
  }

  /**
   * For the rows of a source: what one transaction reads is of one moment, nothing can be written,
   * and values have one text whatever the server is set to. The server keeps no statements, which
   * would fail when columns change.
   */
  static Session reading(Setup<PostgresRows> setup) throws Exception {
    Duration deadline = setup.callDeadline();
    PostgresRows spec = setup.spec();
    Session session =
        open(Login.of(spec), Place.of(spec), deadline, deadline, forWork(deadline), Duration.ZERO);
    try {
      session.execute("SET default_transaction_read_only = on;" + TEXTS_OF_VALUES);
      session.commit();
      session.driver().setPrepareThreshold(0);
      session.connection.setReadOnly(true);
      session.connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      return session;
    } catch (SQLException e) {
      session.close();
      throw Place.of(spec).reading(e);
    }
  }

  /** For what is set up to follow a table: a statement waits for others until the deadline. */
  static Session preparing(Setup<PostgresRows> setup) throws Exception {
    Duration deadline = setup.callDeadline();
    PostgresRows spec = setup.spec();
    return open(Login.of(spec), Place.of(spec), deadline, Duration.ZERO, Duration.ZERO, deadline);
  }

  /**
   * A connection that speaks the replication protocol, on which values have the text that {@link
   * #reading} gives them.
   */
  static Connection replicating(Setup<PostgresRows> setup) throws Exception {
    PostgresRows spec = setup.spec();
    Properties properties = properties(Login.of(spec), setup.callDeadline());
    properties.setProperty("replication", "database");
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("assumeMinServerVersion", "10");
    properties.setProperty(
        "options", "-c wal_sender_timeout=5min -c statement_timeout=0 -c lock_timeout=0");
    try {
      Connection connection = new Driver().connect(Address.of(spec.url()).jdbcUrl(), properties);
      if (connection == null) {
        throw new IllegalStateException(
            "The driver does not know the address of " + Place.of(spec).name());
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(TEXTS_OF_VALUES);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return connection;
    } catch (SQLException e) {
      throw Place.of(spec).reading(e);
    }
  }

  /** For structures: a statement waits for others until the deadline, and then takes its time. */
  static Session changing(Setup<PostgresTable> setup) throws Exception {
    return open(setup, Duration.ZERO, Duration.ZERO, setup.callDeadline());
  }

  /** For indexes: a statement waits for others, and takes its time. */
  static Session building(Setup<PostgresTable> setup) throws Exception {
    return open(setup, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  private static Session open(
      Setup<PostgresTable> setup, Duration untilAnswered, Duration forWork, Duration forLocks)
      throws Exception {
    PostgresTable spec = setup.spec();
    Duration deadline = setup.callDeadline();
    return open(Login.of(spec), Place.of(spec), deadline, untilAnswered, forWork, forLocks);
  }

  /** Zero is for ever. */
  private static Session open(
      Login login,
      Place place,
      Duration untilOpen,
      Duration untilAnswered,
      Duration forWork,
      Duration forLocks)
      throws Exception {
    stopIfInterrupted();
    try {
      Connection connection =
          new Driver().connect(Address.of(login.url()).jdbcUrl(), properties(login, untilOpen));
      if (connection == null) {
        throw new IllegalStateException("The driver does not know the address of " + place.name());
      }
      try {
        begin(connection, forWork, forLocks);
        connection.setNetworkTimeout(Runnable::run, (int) untilAnswered.toMillis());
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return new Session(connection);
    } catch (SQLException e) {
      throw place.preparing(e);
    }
  }

  private static Properties properties(Login login, Duration untilOpen) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "freshet");
    properties.putAll(Address.of(login.url()).parameters());
    if (login.user() != null) {
      properties.setProperty("user", login.user());
    }
    if (login.password() != null) {
      properties.setProperty("password", login.password().reveal());
    }
    String seconds = Long.toString((untilOpen.toMillis() + 999) / 1000);
    properties.setProperty("connectTimeout", seconds);
    properties.setProperty("socketTimeout", seconds);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private static void begin(Connection connection, Duration forWork, Duration forLocks)
      throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SET statement_timeout = %d;
          SET lock_timeout = %d;
          SET idle_in_transaction_session_timeout = '60s';
          SET TimeZone = 'UTC';
          SET client_min_messages = 'error'
          """
              .formatted(forWork.toMillis(), forLocks.toMillis()));
    }
    connection.commit();
  }

  Connection connection() {
    return connection;
  }

  PGConnection driver() throws SQLException {
    return connection.unwrap(PGConnection.class);
  }

  void execute(String sql) throws SQLException, InterruptedException {
    stopIfInterrupted();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of each row, as text. */
  List<String> texts(String sql, Object... parameters) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
      }
    }
    return texts;
  }

  /** The driver itself does not notice. */
  static void stopIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** After it failed, in any state. */
  void rollback() throws SQLException {
    connection.rollback();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
