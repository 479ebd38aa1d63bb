package dev.freshet.engine.flink;

import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.StateDirectory;
import java.time.Duration;

/** An update, which its client follows and ends; this ends it if that client is gone. */
final class KeptUpdate implements Keeping {
  private static final Duration LONGEST_SILENCE = Duration.ofMinutes(1);

  private final StateDirectory state;
  private final Fence fence;
  private long sign;
  private long signAt = System.nanoTime();

  KeptUpdate(RunPlan plan, StateDirectory state) {
    this.state = state;
    this.fence = state.fence(plan.fence());
  }

  @Override
  public void look() throws Exception {
    fence.check();
    long now = System.nanoTime();
    long newSign = state.signOfLife(fence.number());
    if (newSign != sign) {
      sign = newSign;
      signAt = now;
    } else if (now - signAt > LONGEST_SILENCE.toNanos()) {
      throw new IllegalStateException(
          "Update %d of flow %s ends, nothing is lost: who started it has been silent for %d s. Run it again."
              .formatted(fence.number(), state.flow(), LONGEST_SILENCE.toSeconds()));
    }
  }

  @Override
  public void close() {}
}
