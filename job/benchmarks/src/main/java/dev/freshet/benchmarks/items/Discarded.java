package dev.freshet.benchmarks.items;

import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A target that keeps nothing but the time of each batch. */
public record Discarded(Path place) implements TargetSpec {
  /** What is not the key. */
  public record Text(String text) {}

  /** Takes next to no time. */
  public static final class DiscardedConnector
      implements TargetConnector<Discarded, Path, String, Text> {
    @Override
    public String type() {
      return "discarded";
    }

    @Override
    public Class<Discarded> specType() {
      return Discarded.class;
    }

    @Override
    public String persistentKey(Setup<Discarded> setup) {
      return "discarded";
    }

    @Override
    public void applySetupChange(SetupChange<Discarded> change) {}

    @Override
    public Path prepare(Setup<Discarded> setup) {
      return setup.spec().place();
    }

    @Override
    public void mutate(List<TargetMutations<Path, String, Text>> all) throws IOException {
      for (TargetMutations<Path, String, Text> each : all) {
        long now = System.currentTimeMillis();
        int rows = each.upserts().size() + each.deletes().size();
        new Place(each.prepared()).tell(new Place.Event("committed", now, now, rows));
      }
    }
  }
}
