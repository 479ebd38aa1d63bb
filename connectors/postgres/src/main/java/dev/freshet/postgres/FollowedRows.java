package dev.freshet.postgres;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemLog;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Setup;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/** Lists and reads the rows of one table, and follows their changes by its slot. */
final class FollowedRows implements LogReader {
  private final Setup<PostgresRows> setup;
  private final Session session;
  private final RowsReader rows;
  private final FollowedTable table;
  private final String slot;

  FollowedRows(Setup<PostgresRows> setup, Session session, RowsReader rows) {
    this.setup = setup;
    this.session = session;
    this.rows = rows;
    this.table = new FollowedTable(setup.spec(), session);
    this.slot = Objects.requireNonNull(setup.spec().slot(), "nothing to follow");
  }

  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    rows.list(items);
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws Exception {
    return rows.read(keys);
  }

  @Override
  public int readsTogether() {
    return rows.readsTogether();
  }

  @Override
  public ItemLog log(@Nullable String position) throws Exception {
    try {
      LogPosition from = position == null ? beginning() : kept(position);
      return new RowsLog(setup, table, from);
    } catch (SQLException e) {
      session.rollback();
      throw Place.of(setup.spec()).reading(e);
    }
  }

  /** What the slot kept, or keeps from now on if it had to be made anew. */
  private LogPosition beginning() throws Exception {
    ReplicationSetup.create(setup);
    ReplicationSlot found = found();
    if (found == null || found.confirmed() == null) {
      throw new IllegalStateException("slot " + slot + " was dropped as soon as it was made");
    }
    return new LogPosition(table.server(), found.confirmed(), table.shape());
  }

  private LogPosition kept(String position) throws PositionLost, SQLException {
    LogPosition from = LogPosition.parse(position);
    ReplicationSlot found = found();
    String problem = null;
    if (from == null) {
      problem = "it is no position of this source";
    } else if (found == null || !found.here()) {
      problem = "slot " + slot + " is gone";
    } else if (found.lost() || found.confirmed() == null) {
      problem = "slot " + slot + " was invalidated, as when it kept more than the server allows";
    } else if (found.confirmed().asLong() > from.lsn().asLong()) {
      problem = "slot " + slot + " was used by another, or made anew";
    } else if (!from.server().equals(table.server())
        || from.lsn().asLong() > table.end().asLong()) {
      problem = "the server is another, or was set back";
    } else if (!from.shape().columns().equals(table.shape().columns())) {
      problem = "the table was altered, which can change rows unseen";
    }
    if (problem != null) {
      throw new PositionLost(
          "Changes of " + Place.of(setup.spec()).name() + " were missed: " + problem);
    }
    return Objects.requireNonNull(from);
  }

  private @Nullable ReplicationSlot found() throws SQLException {
    ReplicationSlot found = ReplicationSlot.find(session, slot);
    session.rollback();
    return found;
  }

  @Override
  public void close() throws SQLException {
    rows.close();
  }
}
