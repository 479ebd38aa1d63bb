package dev.freshet.postgres;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.testkit.SourceConnectorContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The source {@code postgres} keeps what the engine relies on, with a real server. */
class PostgresRowsContractIT extends SourceConnectorContract<PostgresRows> {
  private static Connection connection;

  @BeforeAll
  static void connect() throws SQLException {
    connection = Server.ONE.connect();
  }

  @AfterAll
  static void disconnect() throws SQLException {
    connection.close();
  }

  @Override
  protected PostgresRowsConnector connector() {
    return new PostgresRowsConnector();
  }

  @Override
  protected PostgresRows spec(String place) {
    return PostgresRows.ofTable(Server.ONE.url(), place, "id").withLogin("postgres", null);
  }

  protected String table(PostgresRows spec) {
    return String.valueOf(spec.table());
  }

  @Override
  protected void create(PostgresRows spec) throws SQLException {
    Server.ONE.execute("CREATE TABLE " + table(spec) + " (id text NOT NULL, body text)");
  }

  @Override
  protected void put(PostgresRows spec, String key, String text) throws SQLException {
    remove(spec, key);
    run("INSERT INTO " + table(spec) + " VALUES (?, ?)", key, text);
  }

  @Override
  protected void remove(PostgresRows spec, String key) throws SQLException {
    run("DELETE FROM " + table(spec) + " WHERE id = ?", key);
  }

  private static void run(String sql, String... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    }
  }

  /** With all connections to it cut, so that a listing under way ends too. */
  @Override
  protected void makeUnlistable(PostgresRows spec) throws SQLException {
    Server.ONE.execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE pid <> pg_backend_pid() AND application_name = 'freshet'
        """);
    Server.ONE.execute("DROP TABLE " + table(spec));
  }

  @Override
  protected Object content(String key, String text) {
    Type type = Type.of(Kind.TEXT);
    return new Row(
        List.of(new Field("id", type, true), new Field("body", type, true)),
        Arrays.asList(key, text));
  }

  @Override
  protected boolean canHold(String key) {
    return key.indexOf('\0') < 0;
  }

  /** More than are fetched at once. */
  @Override
  protected int manyItems() {
    return 2_500;
  }
}
