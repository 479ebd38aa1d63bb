package dev.freshet.benchmarks.postgres;

import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import dev.freshet.postgres.PostgresTable;
import dev.freshet.postgres.PostgresTable.VectorType;
import dev.freshet.postgres.PostgresTableConnector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The connector alone, called as the engine calls it, without the engine. */
final class ByConnector {
  private final Setup<PostgresTable> setup;
  private final Rows rows;

  ByConnector(String url, String user, Rows rows) {
    this.rows = rows;
    List<Field> value = new ArrayList<>();
    value.add(new Field("name", Type.of(Kind.TEXT), false));
    value.add(new Field("amount", Type.of(Kind.INT), false));
    if (rows.dimensions() > 0) {
      value.add(new Field("vector", new Type(Kind.VECTOR, rows.dimensions(), List.of()), false));
    }
    List<Field> key = List.of(new Field("id", Type.of(Kind.LONG), false));
    PostgresTable table =
        new PostgresTable(url, "by_connector", user, null).withVectors(VectorType.REAL_ARRAY);
    this.setup = new Setup<>("rows", table, new RowSchema(key, value), Duration.ofSeconds(10));
  }

  void run() throws Exception {
    PostgresTableConnector connector = new PostgresTableConnector();
    try {
      connector.applySetupChange(new SetupChange.Create<>(setup));
      load(connector);
      connector.applySetupChange(new SetupChange.Drop<>(setup));
    } finally {
      connector.close();
    }
  }

  private <P> void load(TargetConnector<PostgresTable, P, Row, Row> connector) throws Exception {
    P prepared = connector.prepare(setup);
    for (int from = 0; from < rows.count(); from += PostgresLoad.AT_ONCE) {
      int to = Math.min(rows.count(), from + PostgresLoad.AT_ONCE);
      List<Upsert<Row, Row>> upserts = new ArrayList<>(to - from);
      for (int row = from; row < to; row++) {
        upserts.add(upsert(row));
      }
      connector.mutate(List.of(new Batch<>(prepared, from, upserts)));
    }
  }

  private Upsert<Row, Row> upsert(int row) {
    List<Object> value = new ArrayList<>(List.of(Rows.name(row), Rows.amount(row)));
    if (rows.dimensions() > 0) {
      value.add(rows.vector(row));
    }
    return new Upsert<>(
        new Row(setup.schema().key(), List.of((long) row)), new Row(setup.schema().value(), value));
  }

  private record Batch<P>(P prepared, long sequence, List<Upsert<Row, Row>> upserts)
      implements TargetMutations<P, Row, Row> {
    @Override
    public List<Delete<Row>> deletes() {
      return List.of();
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<Row> row, String reason) {
      throw new IllegalStateException(reason);
    }
  }
}
