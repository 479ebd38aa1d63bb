package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import org.postgresql.replication.LogSequenceNumber;

/**
 * A place in the log of one server.
 *
 * @param server its system identifier, which a server that was set up anew does not share
 * @param shape of the table there
 */
record LogPosition(String server, LogSequenceNumber lsn, TableShape shape) {

  static @Nullable LogPosition parse(String text) {
    String[] parts = text.split(" ", -1);
    return parts.length == 4
        ? new LogPosition(
            parts[0], LogSequenceNumber.valueOf(parts[1]), new TableShape(parts[2], parts[3]))
        : null;
  }

  @Override
  public String toString() {
    return server + " " + lsn.asString() + " " + shape.columns() + " " + shape.storage();
  }
}
