package dev.freshet.testkit;

import dev.freshet.api.Delete;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Upsert;
import java.util.List;
import java.util.function.Consumer;

/** The target {@code memory-rows}. */
public final class MemoryTargetConnector
    implements TargetConnector<MemoryTarget, MemoryRows, Row, Row>,
        ListsRows<MemoryRows, Row, Row> {
  @Override
  public String type() {
    return "memory-rows";
  }

  @Override
  public Class<MemoryTarget> specType() {
    return MemoryTarget.class;
  }

  @Override
  public String persistentKey(Setup<MemoryTarget> setup) {
    return setup.spec().name();
  }

  @Override
  public String describe(String persistentKey) {
    return "rows in memory, " + persistentKey;
  }

  @Override
  public void applySetupChange(SetupChange<MemoryTarget> change) {
    if (change instanceof SetupChange.Drop<MemoryTarget> drop) {
      drop.previous().spec().rows().clear();
    }
  }

  @Override
  public MemoryRows prepare(Setup<MemoryTarget> setup) {
    return setup.spec().rows();
  }

  @Override
  public void mutate(List<TargetMutations<MemoryRows, Row, Row>> all) throws Exception {
    for (TargetMutations<MemoryRows, Row, Row> mutations : all) {
      MemoryRows rows = mutations.prepared();
      for (Delete<Row> delete : mutations.deletes()) {
        mutations.checkFence();
        rows.delete(delete.key());
      }
      for (Upsert<Row, Row> upsert : mutations.upserts()) {
        mutations.checkFence();
        rows.upsert(upsert.key(), upsert.value());
      }
    }
  }

  @Override
  public void listRows(MemoryRows prepared, Consumer<Upsert<Row, Row>> rows) {
    prepared.forEach((key, value) -> rows.accept(new Upsert<>(key, value)));
  }
}
