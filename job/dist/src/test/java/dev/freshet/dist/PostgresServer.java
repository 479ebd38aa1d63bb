package dev.freshet.dist;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A real server, with fsync off, that can be stopped and started again where it was. */
public final class PostgresServer implements AutoCloseable {
  private final Path rows;
  private EmbeddedPostgres running;

  /**
   * @param directory for its rows
   */
  public PostgresServer(Path directory) throws IOException {
    rows = directory;
    running = start(0);
  }

  private EmbeddedPostgres start(int port) throws IOException {
    EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
    if (port != 0) {
      builder.setPort(port);
    }
    return builder
        .setServerConfig("wal_level", "logical")
        .setDataDirectory(Files.createDirectories(rows))
        .setCleanDataDirectory(false)
        .start();
  }

  public void stop() throws IOException {
    running.close();
  }

  public void startAgain() throws IOException {
    running = start(running.getPort());
  }

  public String url() {
    return "postgresql://127.0.0.1:" + running.getPort() + "/postgres";
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:" + url() + "?user=postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Rows with their columns between bars. */
  public List<String> rows(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:" + url() + "?user=postgres");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= columns; i++) {
          row.add(result.getString(i));
        }
        found.add(String.join("|", row));
      }
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    running.close();
  }
}
