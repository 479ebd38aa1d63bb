package dev.freshet.postgres;

import java.sql.SQLException;

/** The schema that a table is in: made if it is not there, and dropped again when it is empty. */
final class SchemaSetup {
  private static final String COMMENT =
      "Made by Freshet, which drops it when it is empty " + FoundTable.MARK;

  private SchemaSetup() {}

  static void make(Session session, String schema) throws SQLException, InterruptedException {
    String there = "SELECT 'there' FROM pg_catalog.pg_namespace WHERE nspname = ?";
    if (session.texts(there, schema).isEmpty()) {
      session.execute("CREATE SCHEMA " + Names.quoted(schema));
      session.execute(
          "COMMENT ON SCHEMA " + Names.quoted(schema) + " IS " + Names.literal(COMMENT));
    }
  }

  static void dropIfMade(Session session, String schema) throws SQLException, InterruptedException {
    String droppable =
        """
        SELECT 'made and empty' FROM pg_catalog.pg_namespace n
        WHERE n.nspname = ? AND strpos(obj_description(n.oid, 'pg_namespace'), ?) > 0
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
            WHERE d.refclassid = 'pg_catalog.pg_namespace'::regclass AND d.refobjid = n.oid
              AND d.deptype = 'n')
        """;
    if (!session.texts(droppable, schema, FoundTable.MARK).isEmpty()) {
      session.execute("DROP SCHEMA " + Names.quoted(schema));
    }
  }
}
