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
  private final Connection connection;

  private Session(Connection connection) {
    this.connection = connection;
  }

  /** A statement ends before the deadline, on the server too. */
  static Session open(Setup<PostgresTable> setup) throws Exception {
    Duration deadline = setup.callDeadline();
    return open(setup, deadline, deadline.multipliedBy(9).dividedBy(10));
  }

  /** Its statements may take as long as they do. */
  static Session patient(Setup<PostgresTable> setup) throws Exception {
    return open(setup, Duration.ZERO, Duration.ZERO);
  }

  private static Session open(
      Setup<PostgresTable> setup, Duration untilAnswered, Duration untilCancelled)
      throws Exception {
    Place place = Place.of(setup.spec());
    try {
      Properties properties = properties(setup, untilAnswered);
      Connection connection =
          new Driver().connect(Address.of(setup.spec().url()).jdbcUrl(), properties);
      if (connection == null) {
        throw new IllegalStateException("The driver does not know the address of " + place.name());
      }
      try {
        begin(connection, untilCancelled);
      } catch (SQLException e) {
        connection.close();
        throw e;
      }
      return new Session(connection);
    } catch (SQLException e) {
      throw place.preparing(e);
    }
  }

  private static Properties properties(Setup<PostgresTable> setup, Duration untilAnswered)
      throws IOException {
    PostgresTable spec = setup.spec();
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "freshet");
    properties.putAll(Address.of(spec.url()).parameters());
    if (spec.user() != null) {
      properties.setProperty("user", spec.user());
    }
    if (spec.password() != null) {
      properties.setProperty("password", spec.password().reveal());
    }
    properties.setProperty("connectTimeout", seconds(setup.callDeadline()));
    properties.setProperty("loginTimeout", seconds(setup.callDeadline()));
    properties.setProperty("socketTimeout", seconds(untilAnswered));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  private static String seconds(Duration time) {
    return Long.toString((time.toMillis() + 999) / 1000);
  }

  private static void begin(Connection connection, Duration untilCancelled) throws SQLException {
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    String milliseconds = Long.toString(untilCancelled.toMillis());
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          """
          SET statement_timeout = %s;
          SET idle_in_transaction_session_timeout = '60s';
          SET TimeZone = 'UTC';
          SET client_min_messages = 'error'
          """
              .formatted(milliseconds));
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
