package dev.freshet.engine.flink;

import dev.freshet.api.ListsRows;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.Difference;
import dev.freshet.engine.row.Difference.Kind;
import dev.freshet.engine.row.ListedRow;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.RejectedRows;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * Compares the rows that targets list with those in the newest snapshot, in a job that ends by
 * itself: what is listed goes to the rows' places, where the state of the rows is restored to be
 * read. Changes neither targets nor snapshots. One thread, which holds the lock of the flow.
 */
final class TargetComparison {
  private final RunRequest request;
  private final StateDirectory state;
  private final RunPlan plan;
  private final StopRequest stop;

  /**
   * @param plan of a flow that declares nothing
   */
  TargetComparison(RunRequest request, StateDirectory state, RunPlan plan, StopRequest stop) {
    this.request = request;
    this.state = state;
    this.plan = plan;
    this.stop = stop;
  }

  /** The generations whose rows can be compared. */
  static Set<Integer> comparable(RunningFlow flow) {
    Set<Integer> comparable = new TreeSet<>();
    for (LiveTarget target : flow.targets()) {
      if (!target.leaving() && flow.newTargetConnector(target.type()) instanceof ListsRows) {
        comparable.add(target.generation());
      }
    }
    return comparable;
  }

  /** Leaves the differences in the state directory too, for {@link Doubts}. */
  VerifyReport run() throws Exception {
    DifferenceFile.deleteAll(plan.directory());
    Snapshot snapshot = state.snapshots().newest().orElseThrow(this::neverRan);
    state.snapshots().check(snapshot);
    if (!state.setup().read().settled()) {
      throw RunFailure.wrong(
          "Flow %s cannot be verified: a change of its targets was interrupted; run update first"
              .formatted(state.flow()),
          null);
    }
    FlowDefinition nothing = new FlowDefinition(state.flow(), List.of(), List.of());
    RunningFlow flow = RunningFlow.register(plan, nothing, request.loader());
    try {
      Set<Integer> generations = new TreeSet<>(comparable(flow));
      if (generations.isEmpty()) {
        throw RunFailure.wrong(cannotList(flow), null);
      }
      compare(snapshot, generations);
      return report(flow, generations);
    } finally {
      RunningFlow.forget(plan);
    }
  }

  private RunFailure neverRan() {
    return RunFailure.wrong(
        "There is nothing to verify: flow %s has not run yet with this state (%s)"
            .formatted(state.flow(), state.path()),
        null);
  }

  private static String cannotList(RunningFlow flow) {
    List<String> targets = new ArrayList<>();
    for (LiveTarget target : flow.targets()) {
      targets.add(target.name() + " (" + target.type() + ")");
    }
    return targets.isEmpty()
        ? "There is nothing to verify: the flow has no targets"
        : "Nothing can be verified: no connector of a target lists its rows, found "
            + String.join(", ", targets);
  }

  private void compare(Snapshot snapshot, Set<Integer> generations) throws Exception {
    Configuration configuration =
        FlinkSettings.of(
            request.settings(),
            request.parallelism(),
            state.snapshots().ofFence(plan.fence()),
            false);
    FlinkSettings.readFrom(configuration, state.snapshots().path(snapshot));
    StreamGraph graph = graph(generations, configuration);
    try (LocalCluster cluster = LocalCluster.start(configuration, request.parallelism())) {
      try (var unused = stop.shelter()) {
        cluster.submit(graph, request.jars());
      }
      if (cluster.awaitEnd() != JobStatus.FINISHED) {
        Throwable failure = cluster.failure();
        throw RunFailure.failed(
            "The targets could not be compared: " + JobRun.reason(failure), failure);
      }
    }
  }

  private StreamGraph graph(Set<Integer> generations, Configuration configuration) {
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    long first = generations.stream().mapToLong(Integer::longValue).min().orElseThrow();
    long last = generations.stream().mapToLong(Integer::longValue).max().orElseThrow();
    WireType<Fingerprint> key = WireType.of(Wire.FINGERPRINT, Fingerprint.class);
    environment
        .fromSource(
            new NumberSequenceSource(first, last),
            WatermarkStrategy.noWatermarks(),
            "targets",
            Types.LONG)
        .uid("verify-targets")
        .setParallelism(1)
        .rebalance()
        .transform(
            "listing",
            WireType.of(Wire.LISTED_ROW, ListedRow.class),
            new FlowOperatorFactory<>(plan, TargetListOperator::new))
        .uid("verify-listing")
        .keyBy(ListedRow::row, key)
        .transform("rows", key, new FlowOperatorFactory<>(plan, ComparisonOperator::new))
        .uid("rows");
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName("verify " + plan.flowName());
    return graph;
  }

  private VerifyReport report(RunningFlow flow, Set<Integer> compared) throws IOException {
    RejectedRows rejected = state.rejected();
    Map<RejectedRow.Id, RejectedRow> reasons = new HashMap<>();
    rejected.rows().forEach(row -> reasons.put(row.id(), row));
    Map<Integer, Map<Kind, Long>> counts = new TreeMap<>();
    List<VerifyReport.Difference> differences = new ArrayList<>();
    Map<Integer, Long> tracked =
        DifferenceFile.readAll(
            plan.directory(),
            found -> {
              RejectedRow refused =
                  reasons.get(new RejectedRow.Id(found.generation(), found.row()));
              Difference difference = refused == null ? found : found.ofRejectedRow();
              counts
                  .computeIfAbsent(difference.generation(), none -> new EnumMap<>(Kind.class))
                  .merge(difference.kind(), 1L, Long::sum);
              if (differences.size() < Publisher.MOST_NOTES) {
                String reason = refused == null ? "" : "its target rejects it: " + refused.reason();
                differences.add(readable(flow, difference, reason));
              }
            });
    Map<String, TargetRowCounts> targets = new TreeMap<>();
    for (LiveTarget target : flow.targets()) {
      int generation = target.generation();
      if (!target.leaving()) {
        Map<Kind, Long> found = counts.getOrDefault(generation, Map.of());
        targets.put(
            target.name(),
            new TargetRowCounts(
                tracked.getOrDefault(generation, 0L),
                found.getOrDefault(Kind.MISSING, 0L),
                found.getOrDefault(Kind.DIFFERENT, 0L),
                found.getOrDefault(Kind.FOREIGN, 0L),
                compared.contains(generation)));
      }
    }
    return new VerifyReport(state.flow(), targets, differences, 0, null, Duration.ZERO);
  }

  private static VerifyReport.Difference readable(
      RunningFlow flow, Difference difference, String reason) {
    Claimant claimant = difference.claimant();
    return new VerifyReport.Difference(
        flow.targetName(difference.generation()),
        difference.key(),
        difference.kind().name().toLowerCase(Locale.ROOT),
        claimant == null ? "" : flow.sourceName(claimant.source()),
        claimant == null ? "" : claimant.key(),
        reason);
  }
}
