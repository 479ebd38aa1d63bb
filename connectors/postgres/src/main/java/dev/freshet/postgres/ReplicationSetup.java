package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The publication and the slot by which a table is followed. Each call may be repeated. */
final class ReplicationSetup {
  private static final String IDENTITY =
      """
      SELECT a.attname FROM pg_catalog.pg_class c
      LEFT JOIN pg_catalog.pg_index i ON i.indrelid = c.oid
        AND CASE c.relreplident WHEN 'd' THEN i.indisprimary WHEN 'i' THEN i.indisreplident END
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
        AND NOT a.attisdropped AND (c.relreplident = 'f' OR a.attnum = ANY (i.indkey))
      WHERE c.oid = ?::oid
      """;

  private static final String CHILDREN =
      """
      SELECT 1 FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhparent
      WHERE c.oid = ?::oid AND c.relkind <> 'p'
      """;

  private ReplicationSetup() {}

  private interface Work {
    void run(Session session) throws Exception;
  }

  private static void with(Setup<PostgresRows> setup, Work work) throws Exception {
    try (Session session = Session.preparing(setup)) {
      work.run(session);
    } catch (SQLException e) {
      throw Place.of(setup.spec()).preparing(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          Place.of(setup.spec()).name() + " cannot be followed: " + e.getMessage(), e);
    }
  }

  static void create(Setup<PostgresRows> setup) throws Exception {
    String slot = setup.spec().slot();
    if (slot != null) {
      with(
          setup,
          session -> {
            boolean partitioned = check(session, setup.spec());
            Publication.ensure(session, setup.spec(), partitioned);
            ReplicationSlot.ensure(session, slot);
          });
    }
  }

  static void drop(Setup<PostgresRows> setup) throws Exception {
    drop(setup, setup.spec().slot(), Publication.name(setup.spec()));
  }

  /** What the source had and does not have any more. */
  static void dropAllBut(PostgresRows kept, Setup<PostgresRows> previous) throws Exception {
    PostgresRows before = previous.spec();
    String slot = before.slot();
    if (slot == null) {
      return;
    }
    boolean samePublication =
        kept.slot() != null && Publication.name(kept).equals(Publication.name(before));
    drop(
        previous,
        slot.equals(kept.slot()) ? null : slot,
        samePublication ? null : Publication.name(before));
  }

  private static void drop(
      Setup<PostgresRows> setup, @Nullable String slot, @Nullable String publication)
      throws Exception {
    if (setup.spec().slot() == null || slot == null && publication == null) {
      return;
    }
    with(
        setup,
        session -> {
          if (slot != null) {
            ReplicationSlot.whenFree(setup.callDeadline(), () -> dropped(session, slot));
          }
          if (publication != null) {
            Publication.drop(session, publication);
          }
        });
  }

  private static String dropped(Session session, String slot) throws SQLException {
    try {
      ReplicationSlot.drop(session, slot);
      return slot;
    } catch (SQLException e) {
      session.rollback();
      throw e;
    }
  }

  /** Returns whether the table is partitioned. */
  private static boolean check(Session session, PostgresRows spec) throws SQLException {
    String level = session.texts("SHOW wal_level").get(0);
    if (!level.equals("logical")) {
      throw new IllegalArgumentException(
          "the server's wal_level is " + level + "; set it to logical, and start the server anew");
    }
    FoundTable table = FoundTable.find(session, spec.schema(), String.valueOf(spec.table()));
    if (table == null || !table.isTable()) {
      throw new IllegalArgumentException(
          table == null
              ? "there is no such table"
              : "it is no table but of kind " + table.kind() + "; leave out slot to list it");
    }
    if (!session.texts(CHILDREN, table.id()).isEmpty()) {
      throw new IllegalArgumentException(
          "other tables inherit from it, and the log tells of each by its own name; leave out slot"
              + " to list it");
    }
    List<String> unknown = new ArrayList<>(spec.key());
    unknown.removeAll(session.texts(IDENTITY, table.id()));
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(
          "the log would not name the key columns %s of rows that go, as they are not in its replica identity; make them its primary key, or run: ALTER TABLE %s REPLICA IDENTITY FULL"
              .formatted(Names.quoted(unknown), Names.table(spec)));
    }
    return table.kind().equals("p");
  }
}
