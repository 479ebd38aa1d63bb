package dev.freshet.trial;

import dev.freshet.api.Row;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.List;

/** See {@link LeakyTarget}. */
public final class LeakyTargetConnector implements TargetConnector<LeakyTarget, Leak, String, Row> {
  @Override
  public String type() {
    return "leaky-target";
  }

  @Override
  public Class<LeakyTarget> specType() {
    return LeakyTarget.class;
  }

  @Override
  public String persistentKey(Setup<LeakyTarget> setup) {
    leak(setup).uncheckedAt("persistentKey");
    return "elsewhere";
  }

  @Override
  public void applySetupChange(SetupChange<LeakyTarget> change) throws Exception {
    if (change instanceof SetupChange.Create<LeakyTarget> create) {
      leak(create.current()).at("setup");
    }
  }

  @Override
  public Leak prepare(Setup<LeakyTarget> setup) throws Exception {
    leak(setup).at("prepare");
    return leak(setup);
  }

  @Override
  public void mutate(List<TargetMutations<Leak, String, Row>> all) throws Exception {
    for (TargetMutations<Leak, String, Row> target : all) {
      Leak leak = target.prepared();
      leak.at("mutate");
      if (leak.places().contains("away")) {
        throw new Unavailable(leak.text("away"), leak.failure("away"), Duration.ofMillis(10));
      }
      if (leak.places().contains("reject")) {
        target.upserts().forEach(row -> target.reject(row, leak.text("reject")));
      }
    }
  }

  private static Leak leak(Setup<LeakyTarget> setup) {
    return new Leak(setup.spec().password(), setup.spec().leaks());
  }
}
