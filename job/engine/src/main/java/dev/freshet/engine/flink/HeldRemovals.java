package dev.freshet.engine.flink;

import dev.freshet.engine.flink.Progress.Note;
import dev.freshet.engine.item.ShardMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Names the items whose removal is held, as far as one shard subtask knows. One thread. */
final class HeldRemovals {
  static final String NAME = "shards-";
  static final String HELD = "held";

  private record Shard(int source, int shard) {}

  private final RunningFlow flow;
  private final Publisher publisher;
  private final Map<Shard, List<String>> keys = new HashMap<>();
  private boolean changed;

  HeldRemovals(RunningFlow flow, int subtask) {
    this.flow = flow;
    this.publisher = new Publisher(flow.plan(), NAME + subtask);
  }

  void of(ShardMessage.Listed listed, List<String> held) {
    Shard shard = new Shard(listed.source(), listed.shard());
    List<String> before = held.isEmpty() ? keys.remove(shard) : keys.put(shard, held);
    changed |= !held.equals(before == null ? List.of() : before);
  }

  /** Publishes what has changed, before the end of a scan goes on. */
  void publish() {
    if (!changed) {
      return;
    }
    changed = false;
    List<Note> notes = new ArrayList<>();
    keys.forEach(
        (shard, held) -> {
          String source = flow.sourceName(shard.source());
          held.forEach(key -> notes.add(new Note(HELD, source, key, key, "removal is held")));
        });
    publisher.replaceNotes(notes.subList(0, Math.min(notes.size(), Publisher.MOST_NOTES)));
    publisher.publish();
  }
}
