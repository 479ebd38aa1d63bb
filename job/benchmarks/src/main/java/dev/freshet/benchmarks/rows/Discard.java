package dev.freshet.benchmarks.rows;

import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import java.util.List;

/** A target that takes rows of any type and keeps none. */
public record Discard() implements TargetSpec {
  /** Takes no time. */
  public static final class DiscardConnector implements TargetConnector<Discard, String, Row, Row> {
    @Override
    public String type() {
      return "discard";
    }

    @Override
    public Class<Discard> specType() {
      return Discard.class;
    }

    @Override
    public String persistentKey(Setup<Discard> setup) {
      return "discard";
    }

    @Override
    public void applySetupChange(SetupChange<Discard> change) {}

    @Override
    public String prepare(Setup<Discard> setup) {
      return setup.name();
    }

    @Override
    public void mutate(List<TargetMutations<String, Row, Row>> all) {}
  }
}
