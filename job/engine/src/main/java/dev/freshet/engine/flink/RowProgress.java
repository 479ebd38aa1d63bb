package dev.freshet.engine.flink;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.RowState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Counts the rows of one subtask and names those that items disagree about. One thread. */
final class RowProgress {
  static final String NAME = "rows-";
  static final String ROWS = "rows/";
  static final String CONFLICT = "conflict";
  static final String WATERMARK = "watermark";

  private final RunningFlow flow;
  private final Publisher publisher;
  private final CounterState state;
  private final Map<Integer, String> counters = new HashMap<>();
  private final Map<Fingerprint, Note> conflicts = new HashMap<>();

  RowProgress(RunningFlow flow, int subtask, CounterState state, FlowMetrics metrics) {
    this.flow = flow;
    this.state = state;
    this.publisher = new Publisher(flow.plan(), NAME + subtask, metrics);
    publisher.restore(state.restored(name -> name.startsWith(ROWS)));
  }

  void remembers(int generation, boolean before, boolean after) {
    if (before != after) {
      String counter = counters.computeIfAbsent(generation, number -> ROWS + number);
      publisher.add(counter, after ? 1 : -1);
    }
  }

  void contested(Fingerprint id, RowState row) {
    List<Claimant> contestants = row.contestants();
    String items =
        contestants.stream()
            .map(claimant -> flow.sourceName(claimant.source()) + " \"" + claimant.key() + "\"")
            .collect(Collectors.joining(", "));
    conflicts.put(
        id,
        new Note(
            CONFLICT,
            flow.targetName(row.generation()),
            flow.readableKey(row.generation(), row.key()),
            contestants.get(0).key(),
            "items declare different rows with this key: " + items));
  }

  void agreed(Fingerprint id) {
    conflicts.remove(id);
  }

  void publish(long watermark) {
    publisher.set(WATERMARK, watermark);
    publisher.replaceNotes(conflicts.values().stream().limit(Publisher.MOST_NOTES).toList());
    for (String target : flow.targetNames()) {
      long count = conflicts.values().stream().filter(note -> note.place().equals(target)).count();
      publisher.set("conflicts/" + target, count);
    }
    publisher.publish();
  }

  void snapshot() throws Exception {
    state.snapshot(publisher.progress());
  }
}
