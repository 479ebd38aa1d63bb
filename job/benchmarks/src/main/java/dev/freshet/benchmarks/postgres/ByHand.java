package dev.freshet.benchmarks.postgres;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** COPY BINARY into a temporary table, then INSERT ON CONFLICT, with nothing around it. */
final class ByHand {
  private final Connection connection;
  private final Rows rows;
  private final ByteBuffer buffer;

  ByHand(Connection connection, Rows rows) {
    this.connection = connection;
    this.rows = rows;
    this.buffer = ByteBuffer.allocate(PostgresLoad.AT_ONCE * (120 + 8 * rows.dimensions()) + 64);
  }

  private String columns() {
    return "id bigint, name text, amount int" + (rows.dimensions() == 0 ? "" : ", vector real[]");
  }

  void createTable() throws SQLException {
    execute("DROP TABLE IF EXISTS by_hand");
    execute("CREATE TABLE by_hand (" + columns() + ", PRIMARY KEY (id))");
    execute("CREATE TEMP TABLE stage (" + columns() + ") ON COMMIT DELETE ROWS");
  }

  void dropTable() throws SQLException {
    execute("DROP TABLE by_hand");
  }

  void run() throws SQLException {
    connection.setAutoCommit(false);
    for (int from = 0; from < rows.count(); from += PostgresLoad.AT_ONCE) {
      fill(from, Math.min(rows.count(), from + PostgresLoad.AT_ONCE));
      CopyIn copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY stage FROM STDIN (FORMAT binary)");
      copy.writeToCopy(buffer.array(), 0, buffer.position());
      copy.endCopy();
      String replaced = "name = EXCLUDED.name, amount = EXCLUDED.amount";
      String vectors = rows.dimensions() == 0 ? "" : ", vector = EXCLUDED.vector";
      execute(
          "INSERT INTO by_hand SELECT * FROM stage ON CONFLICT (id) DO UPDATE SET "
              + replaced
              + vectors);
      connection.commit();
    }
    connection.setAutoCommit(true);
  }

  private void fill(int from, int to) {
    buffer.clear();
    buffer.put("PGCOPY\n\u00ff\r\n\0".getBytes(StandardCharsets.ISO_8859_1)).putLong(0);
    for (int row = from; row < to; row++) {
      byte[] name = Rows.name(row).getBytes(StandardCharsets.UTF_8);
      buffer.putShort((short) (rows.dimensions() == 0 ? 3 : 4)).putInt(8).putLong(row);
      buffer.putInt(name.length).put(name).putInt(4).putInt(Rows.amount(row));
      if (rows.dimensions() > 0) {
        put(rows.vector(row));
      }
    }
    buffer.putShort((short) -1);
  }

  private void put(float[] vector) {
    buffer.putInt(20 + 8 * vector.length).putInt(1).putInt(0).putInt(700);
    buffer.putInt(vector.length).putInt(1);
    for (float number : vector) {
      buffer.putInt(4).putFloat(number);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
