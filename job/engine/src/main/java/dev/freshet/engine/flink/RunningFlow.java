package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.JsonText;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.MutationBinding;
import dev.freshet.engine.flow.RemovalLimit;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.Specs;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.ItemWorkers;
import dev.freshet.engine.item.KnownKeys;
import dev.freshet.engine.item.OpenReader;
import dev.freshet.engine.item.RemovalGuard;
import dev.freshet.engine.item.ScanClock;
import dev.freshet.engine.item.SourceProgress;
import dev.freshet.engine.item.SourceScanner;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.setup.DeclaredTarget;
import dev.freshet.engine.setup.Fence;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.TrackedSource;
import dev.freshet.engine.setup.TrackedTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.MDC;

/**
 * A flow as one worker process runs it: the declaration built anew from its reference, with the
 * numbers that the setup gave its sources and targets. Shared by all subtasks. Thread safe.
 */
final class RunningFlow {
  /** Shorter than the lease after which another run may take the flow over. */
  static final Duration CALL_DEADLINE = Duration.ofSeconds(10);

  private static final Map<RunPlan, RunningFlow> RUNNING = new ConcurrentHashMap<>();

  private final RunPlan plan;
  private final FlowDefinition definition;
  private final SetupState setup;
  private final Connectors connectors;
  private final Map<Integer, SourceDefinition> sources = new TreeMap<>();
  private final Map<Integer, String> sourceNames = new TreeMap<>();
  private final Map<Integer, LiveTarget> targets = new TreeMap<>();
  private final Map<Integer, Fingerprint> logics = new TreeMap<>();
  private final Comparator<Claimant> claimantOrder;
  private final Doubts doubts;
  private final SharedWork work;
  private final Lags lags = new Lags();
  private final Set<Integer> confirmationsUsed = ConcurrentHashMap.newKeySet();

  private RunningFlow(RunPlan plan, FlowDefinition definition, ClassLoader loader)
      throws IOException {
    this.plan = plan;
    this.definition = definition;
    this.connectors = Connectors.discover(loader);
    StateDirectory state = plan.state();
    this.setup = state.setup().read();
    for (TrackedSource source : setup.sources()) {
      sourceNames.put(source.id(), source.source().name());
    }
    for (SourceDefinition source : definition.sources()) {
      sources.put(setup.source(source.name()).orElseThrow().id(), source);
    }
    for (TrackedTarget target : setup.liveTargets()) {
      targets.put(target.generation(), open(target));
    }
    sources.forEach((id, source) -> logics.put(id, Logic.of(source, setup)));
    this.claimantOrder =
        Comparator.comparing((Claimant claimant) -> sourceName(claimant.source()))
            .thenComparing(Claimant::key);
    this.doubts = plan.repair() ? Doubts.read(plan.directory()) : Doubts.NONE;
    this.work = new SharedWork(plan.memos(), plan.memoMaxBytes());
  }

  /** An instance that nobody else gets, to look at. */
  static RunningFlow load(RunPlan plan, FlowDefinition definition, ClassLoader loader)
      throws IOException {
    return new RunningFlow(plan, definition, loader);
  }

  /** The instance that {@link #of} gives to workers in this process. */
  static RunningFlow register(RunPlan plan, FlowDefinition definition, ClassLoader loader)
      throws IOException {
    RunningFlow flow = new RunningFlow(plan, definition, loader);
    RUNNING.put(plan, flow);
    return flow;
  }

  /**
   * The same instance for all who ask in this process, built from the plan alone. What the thread
   * that asks logs from now on has the flow's name in its context.
   */
  static RunningFlow of(RunPlan plan, ClassLoader loader) {
    MDC.put("flow", plan.flowName());
    return RUNNING.computeIfAbsent(plan, missing -> build(missing, loader));
  }

  private static RunningFlow build(RunPlan plan, ClassLoader loader) {
    try {
      return new RunningFlow(plan, plan.define(loader), loader);
    } catch (IOException e) {
      throw new UncheckedIOException("The state of flow " + plan.flowName() + " cannot be read", e);
    }
  }

  /** To be called when the run is over. */
  static void forget(RunPlan plan) {
    RUNNING.remove(plan);
  }

  private LiveTarget open(TrackedTarget target) {
    DeclaredTarget declared = target.setup();
    TargetConnector<?, ?, ?, ?> connector = connectors.newTarget(declared.type());
    TargetSpec spec = (TargetSpec) Specs.fromJson(declared.spec(), connector.specType());
    RowSchema schema = declared.schema();
    return new LiveTarget(
        target.generation(),
        target.revision(),
        declared.type(),
        new Setup<>(declared.name(), spec, schema, CALL_DEADLINE),
        MutationBinding.of(connector, schema),
        declared.shared(),
        target.status() == TrackedTarget.Status.LEAVING);
  }

  RunPlan plan() {
    return plan;
  }

  Set<Integer> sourceIds() {
    return sources.keySet();
  }

  boolean knowsSource(int source) {
    return sources.containsKey(source);
  }

  String sourceName(int source) {
    return sourceNames.getOrDefault(source, "source " + source);
  }

  int sourceId(String name) {
    return setup.source(name).orElseThrow().id();
  }

  /** Whether no source and no target is on its way out. */
  boolean leavingNothing() {
    return setup.leavingSources().isEmpty() && setup.leavingGenerations().isEmpty();
  }

  Fingerprint logic(int source) {
    return Objects.requireNonNull(logics.get(source), "not a source of this flow");
  }

  Set<String> targetNames() {
    Set<String> names = new TreeSet<>();
    targets.values().forEach(target -> names.add(target.name()));
    return names;
  }

  Set<String> connectorTypes() {
    Set<String> types = new TreeSet<>();
    targets.values().forEach(target -> types.add(target.type()));
    return types;
  }

  @Nullable
  LiveTarget target(int generation) {
    return targets.get(generation);
  }

  boolean isLive(int generation) {
    return targets.containsKey(generation);
  }

  String targetName(int generation) {
    LiveTarget target = targets.get(generation);
    return target == null ? "a dropped target" : target.name();
  }

  String readableKey(int generation, byte[] key) {
    LiveTarget target = targets.get(generation);
    return target == null ? "?" : target.readableKey(key);
  }

  @Nullable
  String connectorTypeOf(int generation) {
    LiveTarget target = targets.get(generation);
    return target == null ? null : target.type();
  }

  boolean isShared(int generation) {
    LiveTarget target = targets.get(generation);
    return target != null && target.shared();
  }

  /** The order of claimants in a shared target, null for any other. */
  @Nullable
  Comparator<Claimant> sharedOrder(int generation) {
    return isShared(generation) ? claimantOrder : null;
  }

  Fence fence() {
    try {
      return plan.state().fence(plan.fence());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  TargetConnector<?, ?, ?, ?> newTargetConnector(String type) {
    return connectors.newTarget(type);
  }

  SourceScanner scanner(
      SourceProgress progress,
      ScanClock clock,
      KnownKeys knownKeys,
      SourceScanner.Listener listener) {
    int id = progress.source();
    SourceDefinition source = Objects.requireNonNull(sources.get(id));
    SourceScanner.Scanned scanned =
        new SourceScanner.Scanned(
            source.name(),
            id,
            plan.live() ? source.refreshInterval() : null,
            plan.live() && source.watch(),
            plan.live(),
            plan.giveUpAfter(),
            guard(source.removals()),
            plan.confirmRemovals() && !confirmationsUsed.contains(id),
            plan.epoch());
    return new SourceScanner(
        scanned,
        progress,
        () -> openReader(source),
        () -> new DigestOfListing(id),
        clock,
        knownKeys,
        listener);
  }

  private static RemovalGuard guard(RemovalLimit removals) {
    return removals.guarded()
        ? new RemovalGuard(removals.fraction(), removals.fewest())
        : RemovalGuard.OFF;
  }

  /** What the user confirmed was the first listing of this run, not what comes later. */
  void useUpConfirmation(int source) {
    confirmationsUsed.add(source);
  }

  ItemWorkers acquireWorkers(int id) {
    SourceDefinition source = Objects.requireNonNull(sources.get(id), "not a source of this flow");
    return work.acquire(
        id,
        () ->
            new ItemWorkers(
                source.name(), source.concurrency(), () -> openReader(source), functionOf(id)));
  }

  FunctionCall functionOf(int id) {
    SourceDefinition source = Objects.requireNonNull(sources.get(id), "not a source of this flow");
    TargetRows rows = new TargetRows(definition, source, setup);
    return new FunctionCall(source.callable(), logic(id), rows, work::memos);
  }

  void releaseWorkers(int source) {
    work.release(source);
  }

  Map<String, Long> memoCounters() {
    return work.memoCounters();
  }

  Lags lags() {
    return lags;
  }

  /** What this run has to write again. */
  Doubts doubts() {
    return doubts;
  }

  private OpenReader openReader(SourceDefinition source) throws Exception {
    return open(connectors.newSource(source.type()), source.setup(CALL_DEADLINE));
  }

  @SuppressWarnings("unchecked")
  static <S extends SourceSpec> OpenReader open(
      SourceConnector<S> connector, Setup<SourceSpec> setup) throws Exception {
    return ConnectedReader.open(connector, (Setup<S>) (Setup<?>) setup);
  }

  /** What decides whether items run again. */
  private static final class Logic {
    static Fingerprint of(SourceDefinition source, SetupState setup) {
      BinaryWriter out = new BinaryWriter(128);
      source.code().write(out);
      for (String name : new TreeSet<>(source.targets())) {
        out.putString(name);
        TrackedTarget target = setup.target(name).orElse(null);
        out.putBoolean(target != null);
        if (target != null) {
          out.putVarInt(target.generation()).putVarInt(target.revision());
          CanonicalEncoding.writeSchema(target.setup().schema().key(), out);
          CanonicalEncoding.writeSchema(target.setup().schema().value(), out);
        }
      }
      return Fingerprint.of(out);
    }
  }

  Collection<LiveTarget> targets() {
    return targets.values();
  }

  FlowDefinition definition() {
    return definition;
  }

  /** Of everything that decides what the flow declares; for the digest and the logic epoch. */
  Fingerprint fingerprint() {
    BinaryWriter out = new BinaryWriter(256).putVarInt(sources.size());
    sources.forEach(
        (id, source) -> {
          out.putVarInt(id).putString(source.name()).putString(source.type());
          out.putString(JsonText.compact(Specs.toJson(source.spec())));
          logic(id).write(out);
        });
    out.putVarInt(targets.size());
    targets.forEach(
        (generation, target) -> {
          out.putVarInt(generation).putVarInt(target.revision()).putBoolean(target.leaving());
        });
    return Fingerprint.of(out);
  }

  Memos memos() {
    return work.memos();
  }
}
