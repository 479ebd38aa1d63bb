package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * What the server says of a publication.
 *
 * @param marked whether Freshet made it
 * @param everything whether it tells of inserts, updates, deletes and truncates
 * @param viaRoot whether a partitioned table is told of as one
 */
record Publication(String name, boolean marked, boolean everything, boolean viaRoot) {
  private static final String FIND =
      """
      SELECT coalesce(obj_description(oid, 'pg_publication') LIKE '%' || ? || '%', false),
        pubinsert AND pubupdate AND pubdelete AND pubtruncate, pubviaroot
      FROM pg_catalog.pg_publication WHERE pubname = ?
      """;

  private static final String TABLE =
      """
      SELECT coalesce(rowfilter, '') FROM pg_catalog.pg_publication_tables
      WHERE pubname = ? AND schemaname = ? AND tablename = ?
      """;

  static String name(PostgresRows spec) {
    return spec.publication() == null ? String.valueOf(spec.slot()) : spec.publication();
  }

  private static @Nullable Publication find(Session session, String name) throws SQLException {
    try (PreparedStatement statement = session.connection().prepareStatement(FIND)) {
      statement.setString(1, FoundTable.MARK);
      statement.setString(2, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? new Publication(name, row.getBoolean(1), row.getBoolean(2), row.getBoolean(3))
            : null;
      }
    }
  }

  /**
   * Makes a publication of the table, or sees that the one there is tells all that has to be known.
   *
   * @throws IllegalArgumentException if it does not
   */
  static void ensure(Session session, PostgresRows spec, boolean partitioned)
      throws SQLException, InterruptedException {
    String name = name(spec);
    Publication found = find(session, name);
    if (found == null) {
      create(session, spec, name);
    } else if (found.marked) {
      session.execute(
          "ALTER PUBLICATION " + Names.quoted(name) + " SET TABLE " + Names.table(spec));
    } else {
      found.check(session, spec, partitioned);
    }
    session.commit();
  }

  private static void create(Session session, PostgresRows spec, String name)
      throws SQLException, InterruptedException {
    String create =
        "CREATE PUBLICATION %s FOR TABLE %s WITH (publish_via_partition_root = true)"
            .formatted(Names.quoted(name), Names.table(spec));
    try {
      session.execute(create);
    } catch (SQLException e) {
      if ("42501".equals(e.getSQLState())) {
        throw new SQLException(
            Place.cause(e) + "; ask the owner of the table to run: " + create, e.getSQLState(), e);
      }
      throw e;
    }
    session.execute(
        "COMMENT ON PUBLICATION %s IS %s"
            .formatted(Names.quoted(name), Names.literal("made by Freshet " + FoundTable.MARK)));
  }

  private void check(Session session, PostgresRows spec, boolean partitioned) throws SQLException {
    var tables = session.texts(TABLE, name, spec.schema(), String.valueOf(spec.table()));
    String problem = null;
    if (tables.isEmpty()) {
      problem = "does not tell of table " + Names.table(spec) + "; add it";
    } else if (!tables.get(0).isEmpty()) {
      problem = "tells of some rows only (" + tables.get(0) + "); name one without a filter";
    } else if (!everything) {
      problem = "does not publish all of insert, update, delete and truncate";
    } else if (partitioned && !viaRoot) {
      problem = "tells of partitions one by one; set publish_via_partition_root";
    }
    if (problem != null) {
      throw new IllegalArgumentException("publication " + name + " is there and " + problem);
    }
  }

  /** Where Freshet made it. */
  static void drop(Session session, String name) throws SQLException, InterruptedException {
    Publication found = find(session, name);
    if (found != null && found.marked) {
      session.execute("DROP PUBLICATION " + Names.quoted(name));
    }
    session.commit();
  }
}
