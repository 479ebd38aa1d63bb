package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the catalogue says of a relation.
 *
 * @param kind {@code r} for a table, {@code p} for a partitioned one
 * @param columns by name, in their order
 */
record FoundTable(long id, String kind, String comment, Map<String, FoundColumn> columns) {
  /** What a table's comment holds if Freshet may alter and drop it. */
  static final String MARK = "[freshet]";

  private static final String RELATION =
      """
      SELECT c.oid, c.relkind::text, coalesce(obj_description(c.oid, 'pg_class'), '')
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  private static final String COLUMNS =
      """
      SELECT a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod),
        format_type(a.atttypid, NULL), coalesce(b.typname, t.typname), a.attnotnull,
        a.atthasdef OR a.attidentity <> '', a.attgenerated <> '',
        coalesce(c.collisdeterministic, true)
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
      LEFT JOIN pg_catalog.pg_collation c ON c.oid = a.attcollation
      WHERE a.attrelid = ?::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
      """;

  private static final String UNIQUE =
      """
      SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
      FROM pg_catalog.pg_index i
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(number, position)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
      WHERE i.indrelid = ?::oid AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL AND k.position <= i.indnkeyatts
      GROUP BY i.indexrelid
      """;

  private static final String SAME_COLUMNS =
      "SELECT string_agg(quote_ident(name), ', ' ORDER BY name) FROM unnest(?::name[]) AS k(name)";

  /** Null if there is no relation of that name. */
  static @Nullable FoundTable find(Session session, String schema, String table)
      throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(RELATION)) {
      statement.setString(1, schema);
      statement.setString(2, table);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        long id = row.getLong(1);
        return new FoundTable(id, row.getString(2), row.getString(3), columns(session, id));
      }
    }
  }

  private static Map<String, FoundColumn> columns(Session session, long id) throws SQLException {
    Map<String, FoundColumn> columns = new LinkedHashMap<>();
    try (PreparedStatement statement = session.connection().prepareStatement(COLUMNS)) {
      statement.setLong(1, id);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          columns.put(row.getString(1), column(row));
        }
      }
    }
    return columns;
  }

  private static FoundColumn column(ResultSet row) throws SQLException {
    return new FoundColumn(
        row.getString(1),
        row.getLong(2),
        row.getInt(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getBoolean(7),
        row.getBoolean(8),
        row.getBoolean(9),
        row.getBoolean(10));
  }

  boolean isTable() {
    return Set.of("r", "p").contains(kind);
  }

  /** Whether Freshet made it, or was allowed to treat it so. */
  boolean isMarked() {
    return comment.contains(MARK);
  }

  /** Whether no two rows can have the same values in these columns, in any order. */
  boolean isUnique(Session session, List<String> names) throws SQLException {
    String array = ArrayText.of(names);
    return session.texts(UNIQUE, id).containsAll(session.texts(SAME_COLUMNS, array));
  }
}
