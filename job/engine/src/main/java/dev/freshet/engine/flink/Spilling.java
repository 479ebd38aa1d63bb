package dev.freshet.engine.flink;

import dev.freshet.engine.row.Spills;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a run keeps its spill files, and when one may go. A committer marks the file of a batch
 * that it committed. A writer that finds the mark before a snapshot knows that this and later
 * snapshots do not name the file, and says so in its next batch; when that batch is committed, the
 * snapshot is complete and nothing older is ever restored.
 */
final class Spilling {
  private Spilling() {}

  static Spills of(RunPlan plan) {
    return new Spills(plan.directory().resolve("spill"), plan.fence());
  }

  static List<String> committed(Spills spills, List<String> written) throws IOException {
    List<String> committed = new ArrayList<>();
    for (String name : written) {
      if (spills.isCommitted(name)) {
        committed.add(name);
      }
    }
    return committed;
  }
}
