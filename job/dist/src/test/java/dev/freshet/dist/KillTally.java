package dev.freshet.dist;

import dev.freshet.dist.RunTraces.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What was done to the runs, and how long they took. */
final class KillTally {
  private static final int RECENT = 5;

  private final Map<Stage, Integer> kills = new EnumMap<>(Stage.class);
  private final List<Duration> recoveries = new ArrayList<>();
  private final List<Duration> updates = new ArrayList<>();
  private int killsInRecovery;
  private int inARow;
  private int mostInARow;
  private int killsOfLive;
  private int flowEdits;
  private int comparisons;
  private int endedUnwatched;
  private final long begun = System.nanoTime();

  void killed(Stage stage, boolean live) {
    kills.merge(stage, 1, Integer::sum);
    killsOfLive += live ? 1 : 0;
    killsInRecovery += inARow > 0 ? 1 : 0;
    inARow++;
    mostInARow = Math.max(mostInARow, inARow);
  }

  void editedFlow() {
    flowEdits++;
  }

  void compared() {
    comparisons++;
  }

  /** A run that was over before it could be killed. */
  void endedUnwatched() {
    endedUnwatched++;
    inARow = 0;
  }

  /** An update that was let to its end: a recovery, if the run before it was killed. */
  void ended(Duration duration) {
    if (inARow > 0) {
      recoveries.add(duration);
    }
    updates.add(duration);
    inARow = 0;
  }

  int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** How long an update takes here and now. */
  Duration typical() {
    List<Duration> recent = updates.subList(Math.max(0, updates.size() - RECENT), updates.size());
    return percentile(recent, 50);
  }

  private static Duration percentile(List<Duration> durations, int percent) {
    List<Duration> sorted = durations.stream().sorted().toList();
    return sorted.isEmpty() ? Duration.ZERO : sorted.get((sorted.size() - 1) * percent / 100);
  }

  @Override
  public String toString() {
    String where =
        kills.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
    return "%,d kills (%s), %,d of them of live runs, %,d of runs that recovered, up to %d in a row; %,d ended too early; %,d edits of the flow; equal to a clean rebuild %,d times; recovery, from the start of the process to exit 0: p50 %.1f s, max %.1f s, of %,d; %,d s in all"
        .formatted(
            kills(),
            where,
            killsOfLive,
            killsInRecovery,
            mostInARow,
            endedUnwatched,
            flowEdits,
            comparisons,
            percentile(recoveries, 50).toMillis() / 1e3,
            percentile(recoveries, 100).toMillis() / 1e3,
            recoveries.size(),
            Duration.ofNanos(System.nanoTime() - begun).toSeconds());
  }
}
