package dev.freshet.postgres;

import dev.freshet.api.Row;
import dev.freshet.api.TargetMutations;
import java.sql.SQLException;
import java.util.List;

/**
 * Writes the tables of one database together. It goes straight ahead at first, and if rows fail
 * once more with care. Deletes come before upserts, so that a row may take over what another had
 * alone.
 */
final class Transaction {
  private final Session session;
  private final List<TargetMutations<PreparedTable, Row, Row>> all;
  private Place place;

  Transaction(Session session, List<TargetMutations<PreparedTable, Row, Row>> all) {
    this.session = session;
    this.all = all;
    this.place = all.get(0).prepared().place();
  }

  void run() throws Exception {
    try {
      try {
        attempt(false);
      } catch (SQLException e) {
        if (!Place.blamesRow(e)) {
          throw e;
        }
        session.rollback();
        attempt(true);
      }
    } catch (SQLException e) {
      throw place.writing(e);
    }
  }

  private void attempt(boolean careful) throws Exception {
    List<TableWriting> tables =
        all.stream().map(mutations -> new TableWriting(mutations, careful)).toList();
    for (TableWriting each : tables) {
      place = each.table().place();
      each.table().begin();
      each.deleteAll();
    }
    for (TableWriting each : tables) {
      place = each.table().place();
      each.upsertAll();
    }
    for (TableWriting each : tables) {
      each.checkFence();
    }
    Session.stopIfInterrupted();
    session.commit();
    tables.forEach(TableWriting::report);
  }
}
