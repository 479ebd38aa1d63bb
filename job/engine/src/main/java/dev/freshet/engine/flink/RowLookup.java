package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.row.BatchCommit;
import dev.freshet.engine.row.RowId;
import dev.freshet.engine.row.RowState;
import dev.freshet.engine.setup.RejectedRow;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.Snapshot;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.StateException;
import dev.freshet.engine.setup.TrackedSource;
import dev.freshet.engine.setup.TrackedTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Reads what the newest snapshot of a flow remembers of one row, in a job that ends by itself. It
 * needs no lock; where a run replaces the snapshot meanwhile, the new one is read. One thread.
 */
public final class RowLookup {
  private static final int TRIES = 3;

  private final RunRequest request;
  private final StateDirectory state;
  private final SetupState setup;

  public RowLookup(RunRequest request) throws RunFailure {
    this.request = request;
    try {
      this.state = StateDirectory.of(request.stateRoot(), request.flow().definition().name());
      this.setup = state.setup().read();
    } catch (IOException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
  }

  /**
   * What the rows of this target are, as it was set up.
   *
   * @throws RunFailure if it was not, naming those that were
   */
  public RowSchema schema(String target) throws RunFailure {
    return tracked(target).setup().schema();
  }

  private TrackedTarget tracked(String target) throws RunFailure {
    List<String> names = setup.liveTargets().stream().map(TrackedTarget::name).sorted().toList();
    return setup
        .target(target)
        .orElseThrow(
            () ->
                RunFailure.wrong(
                    names.isEmpty()
                        ? "Flow " + state.flow() + " has not set up any target yet"
                        : "There is no target " + target + "; those set up are " + names,
                    null));
  }

  /**
   * @param key the values of the target's key
   */
  public Optional<TrackedRow> find(String target, List<Object> key) throws Exception {
    TrackedTarget place = tracked(target);
    byte[] encoded = CanonicalEncoding.encode(place.setup().schema().key(), key);
    Fingerprint id = RowId.of(place.generation(), encoded);
    byte[] found = find(id);
    if (found == null) {
      return Optional.empty();
    }
    RowState row = RowState.fromBytes(found);
    List<TrackedRow.Item> items =
        row.claimants().stream()
            .map(claimant -> new TrackedRow.Item(source(claimant.source()), claimant.key()))
            .toList();
    String readable = key.size() == 1 ? String.valueOf(key.get(0)) : key.toString();
    return Optional.of(
        new TrackedRow(
            target,
            readable,
            items,
            row.fingerprint().toString(),
            row.written(),
            rejection(new RejectedRow.Id(place.generation(), id))));
  }

  private String source(int id) {
    return setup.sources().stream()
        .filter(tracked -> tracked.id() == id)
        .map(TrackedSource::source)
        .map(source -> source.name())
        .findFirst()
        .orElse("source " + id);
  }

  private @Nullable String rejection(RejectedRow.Id id) throws IOException {
    try (var rows = state.rejected().rows()) {
      return rows.filter(row -> row.id().equals(id))
          .map(RejectedRow::reason)
          .findFirst()
          .orElse(null);
    }
  }

  private byte @Nullable [] find(Fingerprint id) throws Exception {
    Snapshot snapshot = newest();
    for (int tries = 1; ; tries++) {
      try {
        return find(id, snapshot);
      } catch (RunFailure e) {
        Snapshot replaced = snapshot;
        snapshot = newest();
        if (tries == TRIES || snapshot.equals(replaced)) {
          throw e;
        }
      }
    }
  }

  private Snapshot newest() throws RunFailure {
    try {
      return state
          .snapshots()
          .newest()
          .orElseThrow(
              () ->
                  RunFailure.wrong(
                      "Flow " + state.flow() + " tracks nothing: no run is over", null));
    } catch (StateException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    } catch (IOException e) {
      throw RunFailure.failed(Failures.describe(e), e);
    }
  }

  private byte @Nullable [] find(Fingerprint id, Snapshot snapshot) throws Exception {
    try {
      state.snapshots().check(snapshot);
    } catch (IOException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
    Configuration configuration =
        FlinkSettings.of(request.settings(), 1, state.snapshots().ofFence(snapshot.fence()), false);
    FlinkSettings.readFrom(configuration, state.snapshots().path(snapshot));
    Path answer = Files.createTempFile("freshet-row", "");
    try {
      try (LocalCluster cluster = LocalCluster.start(configuration, 1)) {
        cluster.submit(graph(id, answer.toString(), configuration), request.jars());
        if (cluster.awaitEnd() != JobStatus.FINISHED) {
          Throwable failure = cluster.failure();
          throw RunFailure.failed("The row cannot be read: " + JobRun.reason(failure), failure);
        }
      }
      byte[] found = Files.readAllBytes(answer);
      return found.length == 0 ? null : found;
    } finally {
      Files.deleteIfExists(answer);
    }
  }

  private org.apache.flink.streaming.api.graph.StreamGraph graph(
      Fingerprint id, String answer, Configuration configuration) {
    long high = id.high();
    long low = id.low();
    RunPlan plan =
        new RunPlan(
            null,
            state.flow(),
            request.stateRoot().toAbsolutePath().toString(),
            0,
            0,
            false,
            false,
            false,
            BatchCommit.MOST_PATIENCE,
            request.memoMaxBytes(),
            false);
    WireType<Fingerprint> key = WireType.of(Wire.FINGERPRINT, Fingerprint.class);
    StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
    environment
        .fromSource(
            new NumberSequenceSource(0, 0),
            WatermarkStrategy.noWatermarks(),
            "question",
            Types.LONG)
        .uid("lookup-question")
        .keyBy(number -> new Fingerprint(high, low), key)
        .transform(
            "rows",
            key,
            new FlowOperatorFactory<>(
                plan, (parameters, flow) -> new LookupOperator(parameters, answer)))
        .uid("rows");
    var graph = environment.getStreamGraph();
    graph.setJobName("show " + state.flow());
    return graph;
  }
}
