package dev.freshet.postgres;

import java.sql.SQLException;
import java.util.List;

/** The extension pgvector of a database. */
final class VectorExtension {
  private static final String SCHEMA =
      """
      SELECT quote_ident(n.nspname) FROM pg_catalog.pg_extension e
      JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'
      """;
  private static final String AVAILABLE =
      "SELECT 'available' FROM pg_catalog.pg_available_extensions WHERE name = 'vector'";

  private VectorExtension() {}

  /**
   * Where its types are, quoted. It is created in the database if the server has it.
   *
   * @throws IllegalStateException if the server does not have it
   */
  static String schema(Session session, PostgresTable spec)
      throws SQLException, InterruptedException {
    List<String> found = session.texts(SCHEMA);
    if (found.isEmpty()) {
      if (session.texts(AVAILABLE).isEmpty()) {
        throw new IllegalStateException(
            Place.of(spec).name()
                + " needs pgvector for its vectors, and the server does not have it: install it, or"
                + " say vectors: real-array");
      }
      session.execute("CREATE EXTENSION IF NOT EXISTS vector");
      found = session.texts(SCHEMA);
    }
    return found.get(0);
  }
}
