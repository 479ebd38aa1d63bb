package dev.freshet.benchmarks.rows;

import dev.freshet.api.ListsRows;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Upsert;
import dev.freshet.benchmarks.rows.ManyRows.NumberRow;
import java.util.List;
import java.util.function.Consumer;

/** A target that keeps nothing and lists the rows that {@link ManyRows} declares. */
public record Nowhere() implements TargetSpec {
  /** What is not the key. */
  public record Text(String text) {}

  /** Takes no time. */
  public static final class NowhereConnector
      implements TargetConnector<Nowhere, String, String, Text>, ListsRows<String, String, Text> {
    @Override
    public String type() {
      return "nowhere";
    }

    @Override
    public Class<Nowhere> specType() {
      return Nowhere.class;
    }

    @Override
    public String persistentKey(Setup<Nowhere> setup) {
      return "nowhere";
    }

    @Override
    public void applySetupChange(SetupChange<Nowhere> change) {}

    @Override
    public String prepare(Setup<Nowhere> setup) {
      return setup.name();
    }

    @Override
    public void mutate(List<TargetMutations<String, String, Text>> all) {}

    @Override
    public void listRows(String prepared, Consumer<Upsert<String, Text>> rows) {
      for (int item = 0; item < ManyRows.ITEMS; item++) {
        for (int row = 0; row < ManyRows.ROWS_AN_ITEM; row++) {
          NumberRow declared = NumberRow.of(item, row);
          rows.accept(new Upsert<>(declared.id(), new Text(declared.text())));
        }
      }
    }
  }
}
