package dev.freshet.engine.flink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run did, by the names of sources and targets.
 *
 * @param failures items that fail and rows that are rejected or contested, the first of many
 * @param items that the flow's state holds
 * @param rows that the flow's state holds
 */
public record RunReport(
    String flow,
    Map<String, SourceCounts> sources,
    Map<String, TargetCounts> targets,
    List<Failure> failures,
    Calls calls,
    long items,
    long rows,
    long unsettled,
    Duration duration) {

  /**
   * @param unchanged items that were listed and not run
   * @param held removals that wait for confirmation
   */
  public record SourceCounts(
      long added, long changed, long unchanged, long removed, long failed, long held) {

    private SourceCounts after(SourceCounts before) {
      long listed = added + changed + unchanged + failed;
      long ran = Math.max(added + changed, before.added + before.changed);
      long allAdded = added + before.added;
      long allChanged = Math.max(0, ran - allAdded);
      long rest = Math.max(0, listed - allAdded - allChanged - failed);
      return new SourceCounts(allAdded, allChanged, rest, removed + before.removed, failed, held);
    }
  }

  /** What was sent, what its target did not take, and what claimants disagree about. */
  public record TargetCounts(long upserts, long deletes, long rejected, long conflicts) {

    private TargetCounts plus(TargetCounts other) {
      return new TargetCounts(
          upserts + other.upserts,
          deletes + other.deletes,
          rejected + other.rejected,
          conflicts + other.conflicts);
    }
  }

  /**
   * @param kind {@code source} or {@code target}
   * @param item the key of the item that declares the row, or the item itself
   */
  public record Failure(String kind, String place, String key, String item, String reason) {}

  /** Of memos. */
  public record Calls(long asked, long hits, long misses, long storeBytes) {}

  public RunReport {
    sources = new TreeMap<>(sources);
    targets = new TreeMap<>(targets);
    failures = List.copyOf(failures);
  }

  /** Of a run that did nothing, or whose job goes on elsewhere. */
  static RunReport nothing(String flow) {
    Calls none = new Calls(0, 0, 0, 0);
    return new RunReport(flow, Map.of(), Map.of(), List.of(), none, 0, 0, 0, Duration.ZERO);
  }

  /** Whether something failed, conflicts or is held, so that targets are not as they should be. */
  public boolean incomplete() {
    return sources.values().stream().anyMatch(source -> source.failed + source.held > 0)
        || targets.values().stream().anyMatch(target -> target.rejected + target.conflicts > 0);
  }

  /** How many rows their targets do not take. */
  long rejected() {
    return targets.values().stream().mapToLong(TargetCounts::rejected).sum();
  }

  public int exitCode() {
    return incomplete() ? 3 : 0;
  }

  /**
   * This, and what an earlier job of the same run did. An item that both ran is counted once: as
   * added if the first had never seen it.
   */
  RunReport after(RunReport earlier) {
    Map<String, SourceCounts> allSources = new TreeMap<>(sources);
    earlier.sources.forEach(
        (name, before) -> allSources.computeIfPresent(name, (same, now) -> now.after(before)));
    Map<String, TargetCounts> allTargets = new TreeMap<>(targets);
    earlier.targets.forEach(
        (name, before) ->
            allTargets.merge(
                name, new TargetCounts(before.upserts, before.deletes, 0, 0), TargetCounts::plus));
    return new RunReport(
        flow, allSources, allTargets, failures, calls, items, rows, unsettled, duration);
  }

  RunReport lasting(Duration newDuration) {
    return new RunReport(
        flow, sources, targets, failures, calls, items, rows, unsettled, newDuration);
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", flow);
    ObjectNode sourcesJson = json.putObject("sources");
    sources.forEach(
        (name, counts) -> {
          ObjectNode source = sourcesJson.putObject(name);
          source.put("added", counts.added).put("changed", counts.changed);
          source.put("unchanged", counts.unchanged).put("removed", counts.removed);
          source.put("failed", counts.failed).put("held", counts.held);
        });
    ObjectNode targetsJson = json.putObject("targets");
    targets.forEach(
        (name, counts) -> {
          ObjectNode target = targetsJson.putObject(name);
          target.put("upserts", counts.upserts).put("deletes", counts.deletes);
          target.put("rejected", counts.rejected).put("conflicts", counts.conflicts);
        });
    var failuresJson = json.putArray("failures");
    for (Failure failure : failures) {
      ObjectNode entry = failuresJson.addObject();
      entry.put(failure.kind, failure.place).put("key", failure.key);
      entry.put("item", failure.item).put("reason", failure.reason);
    }
    ObjectNode callsJson = json.putObject("calls");
    callsJson.put("asked", calls.asked).put("hits", calls.hits);
    callsJson.put("misses", calls.misses).put("storeBytes", calls.storeBytes);
    ObjectNode tracked = json.putObject("tracked");
    tracked.put("items", items).put("rows", rows);
    json.put("seconds", duration.toMillis() / 1000.0);
    return json;
  }
}
