package dev.freshet.postgres;

import dev.freshet.api.Delete;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.RowRefused;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one table's part of a call, in pieces that are small enough for memory and for the
 * deadline. In its careful mode it finds the rows that fail by halving a failing piece, each try
 * between savepoints.
 */
final class TableWriting {
  private static final int FEW_ROWS = 200;
  private static final int FEW_BYTES = 64 * 1024;
  private static final int MOST_BYTES = 8 * 1024 * 1024;
  private static final int MOST_ROWS = 10_000;

  /** A row takes milliseconds to find its place in such an index. */
  private static final int MOST_ROWS_INTO_VECTOR_INDEX = 250;

  private final TargetMutations<PreparedTable, Row, Row> mutations;
  private final PreparedTable table;
  private final boolean careful;
  private final Map<RowMutation<Row>, String> rejected = new LinkedHashMap<>();

  TableWriting(TargetMutations<PreparedTable, Row, Row> mutations, boolean careful) {
    this.mutations = mutations;
    this.table = mutations.prepared();
    this.careful = careful;
  }

  PreparedTable table() {
    return table;
  }

  void deleteAll() throws Exception {
    Piece piece = new Piece(table::delete);
    for (Delete<Row> delete : mutations.deletes()) {
      StoredRow key = key(delete);
      if (key != null) {
        piece.add(key);
      }
    }
    piece.write();
  }

  /** Null if no row with this key was ever written. */
  private @Nullable StoredRow key(Delete<Row> delete) {
    try {
      return StoredRow.of(delete, table.keys(), delete.key().values());
    } catch (RowRefused impossible) {
      return null;
    }
  }

  void upsertAll() throws Exception {
    Piece piece = new Piece(this::upsert);
    for (Upsert<Row, Row> upsert : mutations.upserts()) {
      List<Object> values = new ArrayList<>(upsert.key().values());
      values.addAll(upsert.value().values());
      try {
        piece.add(StoredRow.of(upsert, table.columns(), values));
      } catch (RowRefused e) {
        reject(upsert, e.reason());
      }
    }
    piece.write();
  }

  private void upsert(List<StoredRow> rows) throws SQLException, InterruptedException {
    int bytes = rows.stream().mapToInt(StoredRow::bytes).sum();
    if (rows.size() <= FEW_ROWS && bytes <= FEW_BYTES) {
      table.upsert(rows);
    } else {
      table.copy(rows);
    }
  }

  void checkFence() throws Exception {
    mutations.checkFence();
  }

  /** After the transaction of these rows has been committed. */
  void report() {
    rejected.forEach(mutations::reject);
  }

  private void reject(RowMutation<Row> row, String reason) {
    rejected.put(row, RowName.of(row.key()) + ": " + reason);
  }

  private interface Statement {
    void run(List<StoredRow> rows) throws SQLException, InterruptedException;
  }

  /** Rows that go to the server together. */
  private final class Piece {
    private final Statement statement;
    private final List<StoredRow> rows = new ArrayList<>();
    private int bytes;

    Piece(Statement statement) {
      this.statement = statement;
    }

    void add(StoredRow row) throws Exception {
      int most = table.hasVectorIndex() ? MOST_ROWS_INTO_VECTOR_INDEX : MOST_ROWS;
      if (rows.size() == most || bytes > MOST_BYTES - row.bytes() && !rows.isEmpty()) {
        write();
      }
      rows.add(row);
      bytes += row.bytes();
    }

    void write() throws Exception {
      if (!rows.isEmpty()) {
        checkFence();
        if (careful) {
          writeCarefully(rows);
        } else {
          statement.run(rows);
        }
        rows.clear();
        bytes = 0;
      }
    }

    private void writeCarefully(List<StoredRow> some) throws Exception {
      Connection connection = table.session().connection();
      Savepoint before = connection.setSavepoint();
      try {
        statement.run(some);
        connection.releaseSavepoint(before);
      } catch (SQLException e) {
        if (!Place.blamesRow(e)) {
          throw e;
        }
        connection.rollback(before);
        connection.releaseSavepoint(before);
        blame(some, e);
      }
    }

    private void blame(List<StoredRow> some, SQLException failure) throws Exception {
      if (some.size() > 1) {
        int middle = some.size() / 2;
        writeCarefully(some.subList(0, middle));
        writeCarefully(some.subList(middle, some.size()));
        return;
      }
      StoredRow row = some.get(0);
      Column column = new Probe(table, row).culprit();
      String cause = Place.cause(failure);
      if (column != null) {
        cause = "column " + column.quoted() + ": " + cause;
      } else if (Place.isTooLarge(failure)) {
        cause += "; its largest value is in column " + row.largest(table.columns()).quoted();
      }
      reject(row.mutation(), cause);
    }
  }
}
