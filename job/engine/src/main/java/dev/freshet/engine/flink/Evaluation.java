package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.encoding.ValueCodec;
import dev.freshet.engine.flink.RunReport.Failure;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.KnownSecrets;
import dev.freshet.engine.flow.LoadedFlow;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.item.FunctionCall;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ItemWorkers;
import dev.freshet.engine.item.Look;
import dev.freshet.engine.item.OpenReader;
import dev.freshet.engine.item.Outcome;
import dev.freshet.engine.item.memo.MemoCounters;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.item.memo.RocksDbMemoStore;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.setup.SetupPlan;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.StateDirectory;
import dev.freshet.engine.setup.TrackedTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * Runs a flow's functions on all items of its sources, without Flink, and hands over the rows that
 * they declare. Touches neither targets nor state; memos are used as ever. One thread.
 */
public final class Evaluation implements AutoCloseable {
  /** Gets the rows, source by source and in the order of the item's keys. */
  public interface Listener {
    /**
     * @param rows by target, each as it was declared: key and value together
     */
    void declared(String source, String item, Map<String, List<Row>> rows) throws IOException;
  }

  private static final int FAILURES_LISTED = 1000;

  private final FlowDefinition flow;
  private final Preparation preparation;
  private final SetupState setup;
  private final Path memoDirectory;
  private final long memoMaxBytes;
  private final Listener listener;
  private final long begun = System.nanoTime();
  private final Map<String, RunReport.SourceCounts> sources = new TreeMap<>();
  private final Map<String, Long> rows = new TreeMap<>();
  private final Map<String, Long> conflicts = new TreeMap<>();
  private final List<Failure> failures = new ArrayList<>();
  private final Map<Fingerprint, Declared> declared = new HashMap<>();
  private final Map<Integer, ValueCodec> codecs = new HashMap<>();
  private @Nullable Memos memos;

  /** The first declaration of a row. */
  private record Declared(Fingerprint value, String source, String item) {}

  private record Waiting(String item, CompletableFuture<Outcome> outcome) implements Look.Asker {
    @Override
    public boolean cancelled() {
      return false;
    }

    @Override
    public void done(Look look, Outcome result) {
      outcome.complete(result);
    }
  }

  /**
   * @param stateRoot where memos are
   */
  public Evaluation(
      LoadedFlow flow, Path stateRoot, long memoMaxBytes, ClassLoader loader, Listener listener)
      throws RunFailure {
    this.flow = flow.definition();
    this.memoDirectory = StateDirectory.memos(stateRoot);
    this.memoMaxBytes = memoMaxBytes;
    this.listener = listener;
    try {
      StateDirectory state = StateDirectory.of(stateRoot, this.flow.name());
      this.preparation = new Preparation(this.flow, loader, state);
      SetupConnectors setupConnectors = new SetupConnectors(Connectors.discover(loader));
      this.setup =
          SetupPlan.plan(
                  SetupState.empty(),
                  setupConnectors.sources(this.flow),
                  setupConnectors.targets(this.flow),
                  setupConnectors,
                  false)
              .state();
    } catch (IOException e) {
      throw RunFailure.wrong(Failures.message(e), e);
    }
  }

  /** A row counts as an upsert, an item as added. */
  public RunReport run() throws Exception {
    preparation.openSources();
    for (SourceDefinition source : flow.sources()) {
      evaluate(source);
    }
    Map<String, RunReport.TargetCounts> targets = new TreeMap<>();
    flow.targets()
        .forEach(
            target -> {
              String name = target.name();
              long count = rows.getOrDefault(name, 0L);
              long contested = conflicts.getOrDefault(name, 0L);
              targets.put(name, new RunReport.TargetCounts(count, 0, 0, contested));
            });
    return new RunReport(
        flow.name(),
        sources,
        targets,
        failures,
        calls(),
        sources.values().stream().mapToLong(RunReport.SourceCounts::added).sum(),
        rows.values().stream().mapToLong(Long::longValue).sum(),
        0,
        Duration.ofNanos(System.nanoTime() - begun));
  }

  private void evaluate(SourceDefinition source) throws Exception {
    List<String> keys = keys(source);
    TargetRows encoder = new TargetRows(flow, source, setup);
    FunctionCall call = new FunctionCall(source.callable(), source.code(), encoder, this::memos);
    int calls = source.concurrency();
    long failed = 0;
    Deque<Waiting> waiting = new ArrayDeque<>();
    try (ItemWorkers workers =
        new ItemWorkers(source.name(), calls, () -> preparation.open(source), call)) {
      for (String key : keys) {
        waiting.add(ask(workers, key));
        if (waiting.size() == 4 * calls) {
          failed += finish(source, waiting.remove());
        }
      }
      while (!waiting.isEmpty()) {
        failed += finish(source, waiting.remove());
      }
    }
    long added = keys.size() - failed;
    sources.put(source.name(), new RunReport.SourceCounts(added, 0, 0, 0, failed, 0));
  }

  private List<String> keys(SourceDefinition source) throws RunFailure {
    List<String> keys = new ArrayList<>();
    try (OpenReader opened = preparation.open(source)) {
      opened.reader().list(item -> keys.add(item.key()));
    } catch (Exception e) {
      throw RunFailure.failed("Source " + source.name() + ": " + Failures.message(e), e);
    }
    Collections.sort(keys);
    return keys;
  }

  private static Waiting ask(ItemWorkers workers, String key) {
    Waiting asker = new Waiting(key, new CompletableFuture<>());
    ItemChange change = ItemChange.touched(0, key, 0);
    workers.submit(new Look(change.id(), change, null, asker));
    return asker;
  }

  /** Returns 1 if the item failed. */
  private int finish(SourceDefinition source, Waiting item)
      throws InterruptedException, IOException {
    Outcome outcome;
    try {
      outcome = item.outcome().get();
    } catch (ExecutionException e) {
      outcome = new Outcome.Failed(KnownSecrets.masked(Failures.describe(e.getCause())));
    }
    if (outcome instanceof Outcome.Failed failed) {
      fail(new Failure("source", source.name(), item.item(), item.item(), failed.reason()));
      return 1;
    }
    if (outcome instanceof Outcome.Declared result) {
      hand(source, item.item(), result.rows());
    }
    return 0;
  }

  private void hand(SourceDefinition source, String item, List<DeclaredRow> itemRows)
      throws IOException {
    Map<String, List<Row>> byTarget = new TreeMap<>();
    for (DeclaredRow row : itemRows) {
      TrackedTarget target = setup.targetOfGeneration(row.generation()).orElseThrow();
      compare(target, row, source.name(), item);
      rows.merge(target.name(), 1L, Long::sum);
      byTarget.computeIfAbsent(target.name(), missing -> new ArrayList<>()).add(whole(target, row));
    }
    listener.declared(source.name(), item, byTarget);
  }

  private void compare(TrackedTarget target, DeclaredRow row, String source, String item) {
    if (target.setup().shared()) {
      return;
    }
    Fingerprint value = Fingerprint.of(row.value());
    Declared first = declared.putIfAbsent(row.id(), new Declared(value, source, item));
    if (first != null && !first.value().equals(value)) {
      conflicts.merge(target.name(), 1L, Long::sum);
      String reason =
          "items declare different rows with this key: %s \"%s\", %s \"%s\""
              .formatted(first.source(), first.item(), source, item);
      fail(new Failure("target", target.name(), key(target, row), item, reason));
    }
  }

  private static String key(TrackedTarget target, DeclaredRow row) {
    List<?> key = CanonicalEncoding.decode(target.setup().schema().key(), row.key()).values();
    return key.size() == 1 ? String.valueOf(key.get(0)) : key.toString();
  }

  private Row whole(TrackedTarget target, DeclaredRow row) {
    var schema = target.setup().schema();
    Row key = CanonicalEncoding.decode(schema.key(), row.key());
    Row value =
        codecs
            .computeIfAbsent(target.generation(), missing -> new ValueCodec(schema.value()))
            .decode(row.value());
    var fields = new ArrayList<>(key.fields());
    fields.addAll(value.fields());
    List<@Nullable Object> values = new ArrayList<>(key.values());
    values.addAll(value.values());
    return new Row(fields, values);
  }

  private void fail(Failure failure) {
    if (failures.size() < FAILURES_LISTED) {
      failures.add(failure);
    }
  }

  private synchronized Memos memos() {
    if (memos == null) {
      memos = new Memos(RocksDbMemoStore.open(memoDirectory, memoMaxBytes));
    }
    return memos;
  }

  private synchronized RunReport.Calls calls() {
    if (memos == null) {
      return new RunReport.Calls(0, 0, 0, 0);
    }
    MemoCounters counters = memos.counters();
    return new RunReport.Calls(
        counters.calls(), counters.hits(), counters.misses(), counters.bytes());
  }

  @Override
  public synchronized void close() throws IOException {
    if (memos != null) {
      memos.close();
    }
  }
}
