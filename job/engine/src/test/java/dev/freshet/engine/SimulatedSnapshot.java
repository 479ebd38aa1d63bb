package dev.freshet.engine;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.SourceProgress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A checkpoint: what every stage held when the barrier passed it, encoded as it would be. */
final class SimulatedSnapshot {
  final long fence;
  final long checkpoint;

  long lastScan;
  Map<Integer, SourceProgress> sources = new TreeMap<>();
  Map<Integer, long[]> knownKeys = new TreeMap<>();
  Map<Fingerprint, byte[]> shards = new HashMap<>();
  Map<Fingerprint, byte[]> items = new HashMap<>();
  Map<Fingerprint, byte[]> pending = new HashMap<>();
  Map<Fingerprint, byte[]> troubles = new HashMap<>();
  Timers itemTimers = new Timers();
  Map<Fingerprint, byte[]> rows = new HashMap<>();
  Timers rowTimers = new Timers();

  /** The uncommitted batches of every subtask. */
  List<List<byte[]>> batches = new ArrayList<>();

  SimulatedSnapshot(long fence, long checkpoint) {
    this.fence = fence;
    this.checkpoint = checkpoint;
  }

  /** Keys that are due when the watermark reaches a scan's number. */
  static final class Timers {
    private final NavigableMap<Long, Set<Fingerprint>> byTime = new TreeMap<>();

    Timers copy() {
      Timers copy = new Timers();
      byTime.forEach((time, keys) -> copy.byTime.put(time, new LinkedHashSet<>(keys)));
      return copy;
    }

    void register(Fingerprint key, long time) {
      byTime.computeIfAbsent(time, missing -> new LinkedHashSet<>()).add(key);
    }

    /** Takes out what is due. */
    List<Fingerprint> due(long watermark) {
      NavigableMap<Long, Set<Fingerprint>> due = byTime.headMap(watermark, true);
      List<Fingerprint> keys = due.values().stream().flatMap(Set::stream).toList();
      due.clear();
      return keys;
    }
  }
}
