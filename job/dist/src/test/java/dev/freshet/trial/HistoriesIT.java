package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of edits, runs, stops, storms and changes of the flow: whenever an update says
 * that all is done, the targets hold what a clean rebuild would.
 */
class HistoriesIT {
  private static final int STEPS = Integer.getInteger("freshet.trial.steps", 8);

  @TempDir Path directory;

  @Test
  void everyUpdateThatSaysSoLeavesWhatACleanRebuildWould() throws Exception {
    long seed = Long.getLong("freshet.trial.seed", System.nanoTime());
    History history = new History(new Workshop(directory), seed);
    try {
      history.update();
      for (int step = 0; step < STEPS; step++) {
        history.step();
      }
      history.calm();
      assertThat(history.update()).isZero();
      assertThat(history.update()).isZero();
    } catch (Exception | AssertionError e) {
      throw new AssertionError("seed " + seed + ", " + history.told(), e);
    }
  }
}
