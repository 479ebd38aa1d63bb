package dev.freshet.dist;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;

/** Runs that write to a real Postgres are killed. */
class KilledRunsOnPostgresIT extends KilledRuns {
  private static final String NO_SUCH_TABLE = "42P01";

  private PostgresServer server;

  @Override
  KilledTarget target(Path directory) throws Exception {
    server = new PostgresServer(directory.resolve("postgres"));
    return new Tables(server);
  }

  /** In every build fewer than with files, which find the same in less time. */
  @Override
  int kills() {
    return Math.max(super.kills() / 2, 10);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private record Tables(PostgresServer server) implements KilledTarget {
    @Override
    public String yaml(String place) {
      return "{type: postgres, url: '%s', user: postgres, table: %s}"
          .formatted(server.url(), place);
    }

    @Override
    public Map<String, String> rows(String place) throws SQLException {
      Map<String, String> rows = new TreeMap<>();
      try {
        for (String row : server.rows("SELECT id, text FROM " + place)) {
          String[] columns = row.split("\\|", 2);
          rows.put(columns[0], columns[1]);
        }
      } catch (SQLException e) {
        if (!NO_SUCH_TABLE.equals(e.getSQLState())) {
          throw e;
        }
      }
      return rows;
    }
  }
}
