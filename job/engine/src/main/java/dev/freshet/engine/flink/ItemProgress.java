package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.Outcome;
import dev.freshet.engine.item.Trouble;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts what one item subtask does. The counts are part of its snapshots, so that a restore
 * neither loses nor doubles any.
 */
final class ItemProgress {
  static final String NAME = "items-";
  static final String FAILED = "failed";

  private final RunningFlow flow;
  private final Publisher publisher;
  private final CounterState state;
  private final Map<Fingerprint, Trouble> troubles = new HashMap<>();

  ItemProgress(RunningFlow flow, int subtask, CounterState state, FlowMetrics metrics) {
    this.flow = flow;
    this.state = state;
    this.publisher = new Publisher(flow.plan(), NAME + subtask, metrics);
    metrics.begin(
        flow.sourceIds().stream().map(flow::sourceName).toList(), "added", "changed", "removed");
    metrics.begin(List.of("process"), "memo-calls", "memo-hits", "memo-misses");
    publisher.restore(state.restored("items"::equals));
  }

  void looked(ItemChange change, boolean known, Outcome outcome) {
    if (outcome instanceof Outcome.Declared) {
      publisher.add((known ? "changed/" : "added/") + flow.sourceName(change.source()), 1);
    }
    publisher.add("looks", 1);
  }

  void gone(ItemChange change, boolean known) {
    if (known) {
      publisher.add("removed/" + flow.sourceName(change.source()), 1);
    }
  }

  void remembers(boolean before, boolean after) {
    publisher.add("items", (after ? 1 : 0) - (before ? 1 : 0));
  }

  void troubled(Fingerprint id, @Nullable Trouble trouble) {
    if (trouble == null) {
      troubles.remove(id);
    } else {
      troubles.put(id, trouble);
    }
  }

  boolean isTroubled(Fingerprint id) {
    return troubles.containsKey(id);
  }

  void inFlight(int count) {
    publisher.set("in-flight", count);
    publisher.publishNowAndThen();
  }

  /** Publishes everything: a watermark is about to go on. */
  void caughtUp() {
    publisher.replaceNotes(
        troubles.values().stream()
            .filter(Trouble::failed)
            .limit(Publisher.MOST_NOTES)
            .map(this::note)
            .toList());
    for (int source : flow.sourceIds()) {
      long failed =
          troubles.values().stream().filter(t -> t.failed() && t.source() == source).count();
      publisher.set("failed/" + flow.sourceName(source), failed);
    }
    publisher.set("unsettled", troubles.values().stream().filter(t -> !t.failed()).count());
    flow.memoCounters().forEach(publisher::set);
    publisher.publish();
  }

  private Note note(Trouble trouble) {
    String source = flow.sourceName(trouble.source());
    String reason = java.util.Objects.requireNonNull(trouble.failure());
    return new Note(FAILED, source, trouble.key(), trouble.key(), reason);
  }

  void snapshot() throws Exception {
    state.snapshot(publisher.progress());
  }
}
