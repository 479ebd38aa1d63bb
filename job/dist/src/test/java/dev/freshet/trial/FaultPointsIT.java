package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Faults at every point where a run meets a connector or a function, on the real job: whatever was
 * going on and whatever changed meanwhile, the next update without a fault leaves what a clean
 * rebuild would.
 */
class FaultPointsIT {
  private static final int CASES = Integer.getInteger("freshet.trial.cases", 12);

  @TempDir Path directory;

  @Test
  void everyFaultIsHealedByTheNextUpdate() throws Exception {
    Long single = Long.getLong("freshet.trial.seed");
    List<Fault> faults = new ArrayList<>();
    for (int i = 0; i < CASES; i++) {
      long seed = single == null ? i : single;
      Fault fault = Fault.ofCase(seed);
      History history = new History(new Workshop(directory.resolve("case" + i)), seed);
      try {
        history.healsAfter(fault);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(
            "-Dfreshet.trial.seed=" + seed + ": " + fault + ", " + history.told(), e);
      }
      faults.add(fault);
    }
    assertThat(faults).allMatch(Fault::hasStruck);
    if (CASES >= Trial.Point.values().length) {
      assertThat(faults).extracting(Fault::point).contains(Trial.Point.values());
    }
  }
}
