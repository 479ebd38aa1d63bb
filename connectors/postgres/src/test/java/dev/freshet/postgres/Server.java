package dev.freshet.postgres;

import dev.freshet.api.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Postgres on a free port of the loopback interface, one for all tests of a JVM; it ends
 * with it. It runs with fsync off.
 */
final class Server {
  static final Server ONE = start();

  private final EmbeddedPostgres postgres;

  private Server(EmbeddedPostgres postgres) {
    this.postgres = postgres;
  }

  private static Server start() {
    try {
      return new Server(
          EmbeddedPostgres.builder()
              .setServerConfig("wal_level", "logical")
              .setServerConfig("max_replication_slots", "200")
              .setServerConfig("max_wal_senders", "50")
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return "postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
  }

  int port() {
    return postgres.getPort();
  }

  PostgresTable table(String name) {
    return new PostgresTable(url(), name, "postgres", null);
  }

  Connection connect() throws SQLException {
    return connect("postgres");
  }

  Connection connect(String user) throws SQLException {
    return DriverManager.getConnection("jdbc:" + url() + "?user=" + user);
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows with their columns between bars. */
  List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      int columns = found.getMetaData().getColumnCount();
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(found.getString(i));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }

  static Secret secret(Path directory, String password) throws IOException {
    return new Secret("file:" + Files.writeString(directory.resolve("password"), password));
  }
}
