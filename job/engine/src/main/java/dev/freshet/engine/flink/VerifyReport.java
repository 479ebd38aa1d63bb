package dev.freshet.engine.flink;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the targets of a flow differ from what is remembered of them.
 *
 * @param targets by name
 * @param differences the first of many
 * @param repaired how many of our rows were put right; 0 where nobody asked for it
 * @param update what the update that repaired them did
 */
public record VerifyReport(
    String flow,
    Map<String, TargetRowCounts> targets,
    List<Difference> differences,
    long repaired,
    @Nullable RunReport update,
    Duration duration) {

  /**
   * @param tracked rows that are remembered
   * @param foreign rows that are nobody's
   * @param isListed whether the connector can list its rows; if not, all counts are 0
   */
  public record TargetRowCounts(
      long tracked, long missing, long different, long foreign, boolean isListed) {
    long damaged() {
      return missing + different;
    }
  }

  /**
   * @param kind {@code missing}, {@code different} or {@code foreign}
   * @param source of the item whose value the row should have; empty for a foreign row
   * @param reason that is known for it, else empty
   */
  public record Difference(
      String target, String key, String kind, String source, String item, String reason) {}

  public VerifyReport {
    targets = new TreeMap<>(targets);
    differences = List.copyOf(differences);
  }

  /** How many of our rows are not as they should be. */
  public long damaged() {
    return targets.values().stream().mapToLong(TargetRowCounts::damaged).sum();
  }

  public long foreign() {
    return targets.values().stream().mapToLong(TargetRowCounts::foreign).sum();
  }

  public int exitCode() {
    boolean incomplete = update != null && update.incomplete();
    return damaged() + foreign() > 0 || incomplete ? 3 : 0;
  }

  VerifyReport after(VerifyReport before, RunReport newUpdate) {
    long put = Math.max(0, before.damaged() - damaged());
    return new VerifyReport(flow, targets, differences, put, newUpdate, duration);
  }

  VerifyReport lasting(Duration newDuration) {
    return new VerifyReport(flow, targets, differences, repaired, update, newDuration);
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("flow", flow);
    ObjectNode targetsJson = json.putObject("targets");
    targets.forEach(
        (name, counts) -> {
          ObjectNode target = targetsJson.putObject(name);
          target.put("verified", counts.isListed).put("tracked", counts.tracked);
          target.put("missing", counts.missing).put("different", counts.different);
          target.put("foreign", counts.foreign);
        });
    var differencesJson = json.putArray("differences");
    for (Difference difference : differences) {
      ObjectNode entry = differencesJson.addObject();
      entry.put("target", difference.target).put("key", difference.key);
      entry.put("kind", difference.kind);
      if (!difference.source.isEmpty()) {
        entry.put("source", difference.source).put("item", difference.item);
      }
      if (!difference.reason.isEmpty()) {
        entry.put("reason", difference.reason);
      }
    }
    json.put("repaired", repaired);
    if (update != null) {
      json.set("update", update.toJson());
    }
    json.put("seconds", duration.toMillis() / 1000.0);
    return json;
  }
}
