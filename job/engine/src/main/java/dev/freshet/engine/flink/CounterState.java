package dev.freshet.engine.flink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/** The counters of a subtask in its snapshots. Most count within a run, some across all runs. */
final class CounterState {
  private final long fence;
  private final ListState<byte[]> state;
  private final boolean isRestored;

  CounterState(RunPlan plan, StateInitializationContext context) throws Exception {
    this.fence = plan.fence();
    this.isRestored = context.isRestored();
    this.state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("counters", BytePrimitiveArraySerializer.INSTANCE));
  }

  /**
   * @param acrossRuns which counters outlive a run
   */
  Progress restored(Predicate<String> acrossRuns) {
    Map<String, Long> counters = new HashMap<>();
    if (isRestored) {
      try {
        for (byte[] bytes : state.get()) {
          read(bytes, acrossRuns, counters);
        }
      } catch (Exception e) {
        throw new IllegalStateException("The counters of a snapshot cannot be read", e);
      }
    }
    return new Progress(counters, List.of());
  }

  private void read(byte[] bytes, Predicate<String> acrossRuns, Map<String, Long> counters) {
    Counters restored = Counters.fromBytes(bytes);
    boolean sameRun = restored.fence() == fence;
    restored
        .progress()
        .counters()
        .forEach(
            (name, value) -> {
              if (sameRun || acrossRuns.test(name)) {
                counters.merge(name, value, Long::sum);
              }
            });
  }

  void snapshot(Progress progress) throws Exception {
    List<byte[]> all = new ArrayList<>();
    all.add(new Counters(fence, progress).toBytes());
    state.update(all);
  }
}
