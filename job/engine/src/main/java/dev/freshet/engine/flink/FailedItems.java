package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.setup.FailureLog;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;

/**
 * The items of one subtask that began to fail, or fail for another reason, on their way to the
 * {@link FailureLog}: what came before a checkpoint is part of it, as a file with a name of its
 * own, and is written when that checkpoint is complete, or restored. So each is written once,
 * wherever a crash comes in between. One thread.
 */
final class FailedItems {
  private final RunningFlow flow;
  private final int subtask;
  private final FailureLog log;
  private final ListState<byte[]> state;
  private final StringBuilder lines = new StringBuilder();
  private final TreeMap<Long, FailureFile> unwritten = new TreeMap<>();

  FailedItems(RunningFlow flow, int subtask, StateInitializationContext context) throws Exception {
    this.flow = flow;
    this.subtask = subtask;
    RunPlan plan = flow.plan();
    this.log = plan.state().failures();
    this.state =
        context
            .getOperatorStateStore()
            .getListState(
                new ListStateDescriptor<>("failed-items", BytePrimitiveArraySerializer.INSTANCE));
    if (context.isRestored()) {
      for (byte[] bytes : state.get()) {
        write(FailureFile.fromBytes(bytes));
      }
    }
  }

  /**
   * @param before what was known against the item
   * @param after what is now
   */
  void add(ItemChange change, @Nullable Trouble before, @Nullable Trouble after) {
    String reason = after == null ? null : after.failure();
    if (reason != null && (before == null || !reason.equals(before.failure()))) {
      String source = flow.sourceName(change.source());
      lines.append(FailureLine.ofItem(Instant.now(), source, change.key(), reason));
    }
  }

  void snapshot(long checkpoint) throws Exception {
    if (!lines.isEmpty()) {
      String name = "items-" + flow.plan().fence() + "-" + checkpoint + "-" + subtask;
      unwritten.put(checkpoint, new FailureFile(name, lines.toString()));
      lines.setLength(0);
    }
    List<byte[]> all = new ArrayList<>();
    unwritten.values().forEach(file -> all.add(file.toBytes()));
    state.update(all);
  }

  void completed(long checkpoint) throws IOException {
    for (var due = unwritten.firstEntry(); due != null && due.getKey() <= checkpoint; ) {
      write(due.getValue());
      unwritten.remove(due.getKey());
      due = unwritten.firstEntry();
    }
  }

  private void write(FailureFile file) throws IOException {
    log.write(file.name(), file.lines());
  }
}
