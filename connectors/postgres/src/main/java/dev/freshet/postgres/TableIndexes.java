package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresTable.SqlStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes and removes the indexes and the free SQL of one table. An index is named after what it is,
 * so that one of that name is the right one.
 */
final class TableIndexes {
  private final Session session;
  private final Setup<PostgresTable> setup;

  TableIndexes(Session session, Setup<PostgresTable> setup) {
    this.session = session;
    this.setup = setup;
  }

  static boolean wants(PostgresTable spec) {
    return !IndexDefinitions.of(spec, "").isEmpty() || !spec.sql().isEmpty();
  }

  /** Those of a table that was just filled, while others may go on writing to it. */
  void createAll() throws SQLException, InterruptedException {
    session.connection().setAutoCommit(true);
    for (Map.Entry<String, String> index :
        IndexDefinitions.of(setup.spec(), vectorSchema()).entrySet()) {
      dropIfInvalid(index.getKey());
      create("CREATE INDEX CONCURRENTLY IF NOT EXISTS ", index);
    }
    for (SqlStatement statement : setup.spec().sql()) {
      session.execute(statement.apply());
    }
  }

  /** What an interrupted build leaves. */
  private void dropIfInvalid(String index) throws SQLException, InterruptedException {
    String invalid =
        """
        SELECT 'invalid' FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = ? AND c.relname = ? AND NOT i.indisvalid
        """;
    if (!session.texts(invalid, setup.spec().schema(), index).isEmpty()) {
      session.execute("DROP INDEX " + qualified(setup.spec(), index));
    }
  }

  /**
   * Takes away what this setup does not have any more; and where columns are dropped, all free SQL,
   * which may depend on them.
   *
   * @return the indexes that there are to be afterwards: those that were there, which go with their
   *     columns, and those that the earlier setup did not have
   */
  List<String> undo(Setup<PostgresTable> previous, boolean dropsColumns)
      throws SQLException, InterruptedException {
    List<SqlStatement> kept = dropsColumns ? List.of() : setup.spec().sql();
    undo(previous.spec().sql().stream().filter(each -> !kept.contains(each)).toList());
    Set<String> before = IndexDefinitions.of(previous.spec(), "").keySet();
    Set<String> now = IndexDefinitions.of(setup.spec(), "").keySet();
    for (String index : before) {
      if (!now.contains(index)) {
        session.execute("DROP INDEX IF EXISTS " + qualified(previous.spec(), index));
      }
    }
    List<String> needed = new ArrayList<>();
    for (String index : now) {
      if (!before.contains(index) || isThere(index)) {
        needed.add(index);
      }
    }
    return needed;
  }

  private boolean isThere(String index) throws SQLException {
    String sql = "SELECT indexname FROM pg_indexes WHERE schemaname = ? AND indexname = ?";
    return !session.texts(sql, setup.spec().schema(), index).isEmpty();
  }

  /** The other half of {@link #undo}, once the columns are as they shall be. */
  void redo(Setup<PostgresTable> previous, boolean droppedColumns, List<String> needed)
      throws SQLException, InterruptedException {
    for (Map.Entry<String, String> index :
        IndexDefinitions.of(setup.spec(), vectorSchema()).entrySet()) {
      if (needed.contains(index.getKey())) {
        create("CREATE INDEX IF NOT EXISTS ", index);
      }
    }
    List<SqlStatement> kept = droppedColumns ? List.of() : previous.spec().sql();
    for (SqlStatement statement : setup.spec().sql()) {
      if (!kept.contains(statement)) {
        session.execute(statement.apply());
      }
    }
  }

  /** Indexes go with their table. */
  void undoAll() throws SQLException, InterruptedException {
    undo(setup.spec().sql());
  }

  private void undo(List<SqlStatement> statements) throws SQLException, InterruptedException {
    for (int i = statements.size() - 1; i >= 0; i--) {
      @Nullable String undo = statements.get(i).undo();
      if (undo != null) {
        session.execute(undo);
      }
    }
  }

  private void create(String words, Map.Entry<String, String> index)
      throws SQLException, InterruptedException {
    session.execute(
        words
            + Names.quoted(index.getKey())
            + " ON "
            + Names.table(setup.spec())
            + " "
            + index.getValue());
  }

  private String vectorSchema() throws SQLException, InterruptedException {
    return setup.spec().vectorIndexes().isEmpty()
        ? ""
        : VectorExtension.schema(session, setup.spec());
  }

  private static String qualified(PostgresTable spec, String index) {
    return Names.quoted(spec.schema()) + "." + Names.quoted(index);
  }
}
