package dev.freshet.engine.flow;

import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import java.util.List;

/** A target of rows with one text as key; its place is the directory. */
public record FakeTarget(String directory, String extension) implements TargetSpec {
  public FakeTarget(String directory) {
    this(directory, "");
  }

  /** Breaks on the directory {@code broken}. */
  public static final class Connector implements TargetConnector<FakeTarget, String, String, Row> {
    @Override
    public String type() {
      return "fake-target";
    }

    @Override
    public Class<FakeTarget> specType() {
      return FakeTarget.class;
    }

    @Override
    public String persistentKey(Setup<FakeTarget> setup) {
      if (setup.spec().directory().equals("broken")) {
        throw new IllegalStateException("out of order");
      }
      return setup.spec().directory();
    }

    @Override
    public String prepare(Setup<FakeTarget> setup) {
      return setup.name();
    }

    @Override
    public void mutate(List<TargetMutations<String, String, Row>> all) {
      throw new UnsupportedOperationException("Nothing is written here");
    }
  }
}
