package dev.freshet.engine.setup;

import java.io.IOException;

/**
 * Carries out plans so that an interruption anywhere leaves a state from which the next plan ends
 * where this one would have: what is going to be done is written before it is done, and that it is
 * done, after.
 */
public final class SetupChanges {
  private final Store store;

  /** Where the state is kept. */
  public interface Store {
    /** On return the state is durable. */
    void write(SetupState state) throws IOException;

    /**
     * Asked before every step, as a run that was stopped for long may find its steps done, and
     * undone, by the next.
     *
     * @throws FencedException if another run has taken the flow over
     */
    default void checkFence() throws IOException {}
  }

  public SetupChanges(Store store) {
    this.store = store;
  }

  /** Returns the state after the last step. An exception of a step ends it and passes through. */
  public SetupState apply(SetupPlan plan, Structure structure) throws Exception {
    SetupState state = plan.state();
    store.write(state);
    for (int done = 0; done < plan.steps().size(); done++) {
      SetupStep step = plan.steps().get(done);
      store.checkFence();
      structure.apply(step);
      if (isLastOfItsChange(plan, done)) {
        state = state.finished(step);
        store.write(state);
      }
    }
    return state;
  }

  private static boolean isLastOfItsChange(SetupPlan plan, int index) {
    SetupStep step = plan.steps().get(index);
    return plan.steps().stream().skip(index + 1L).noneMatch(step::isOfSameChangeAs);
  }
}
