package dev.freshet.benchmarks.scale;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Loads as many items under one changed setting after the other. */
final class Settings {
  private final Path parent;
  private final long items;

  Settings(Path parent, long items) {
    this.parent = parent;
    this.items = items;
  }

  private static Map<String, List<String>> all() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    all.put("as they are", List.of());
    all.put("parallelism 1", List.of("--parallelism", "1"));
    all.put("interval 100 ms", set("execution.checkpointing.interval=100ms"));
    all.put("interval 10 s", set("execution.checkpointing.interval=10s"));
    all.put("checkpoints not incremental", set("execution.checkpointing.incremental=false"));
    all.put("unaligned checkpoints", set("execution.checkpointing.unaligned.enabled=true"));
    all.put("managed memory 32 MB", set("taskmanager.memory.managed.size=32m"));
    all.put("managed memory 1 GB", set("taskmanager.memory.managed.size=1g"));
    all.put("Zstandard", set("state.backend.rocksdb.compression.per.level=ZSTD_COMPRESSION"));
    all.put("as they are, again", List.of());
    return all;
  }

  private static List<String> set(String entry) {
    return List.of("--set", entry);
  }

  void run() throws Exception {
    for (Map.Entry<String, List<String>> each : all().entrySet()) {
      Workplace workplace = Workplace.make(parent, items, 1);
      try {
        Report.say(items + ", " + each.getKey(), load(workplace, each.getValue()));
      } finally {
        workplace.delete();
      }
    }
  }

  private static String load(Workplace workplace, List<String> options) throws Exception {
    long begun = System.nanoTime();
    try (LiveFlow flow = LiveFlow.start(workplace, options.toArray(String[]::new))) {
      flow.awaitInStep();
      double seconds = (System.nanoTime() - begun) / 1e9;
      List<LiveFlow.Checkpoint> checkpoints = flow.checkpoints();
      List<Long> millis = new ArrayList<>();
      long written = 0;
      for (LiveFlow.Checkpoint checkpoint : checkpoints) {
        millis.add(checkpoint.millis());
        written += checkpoint.written();
      }
      LiveFlow.Checkpoint last = flow.checkpoint("CONFIGURED");
      return "%.1f s, %d checkpoints of %s, %s written, %s in the end"
          .formatted(
              seconds,
              checkpoints.size(),
              Report.millis(millis),
              Report.bytes(written),
              Report.bytes(last.whole()));
    }
  }
}
