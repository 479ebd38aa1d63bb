package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.item.KnownKeys;
import dev.freshet.engine.item.Listing;
import dev.freshet.engine.item.Scan;
import dev.freshet.engine.item.ScanClock;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.SourceProgress;
import dev.freshet.engine.item.SourceScanner;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Emits what the scanners of all sources find, shard by shard, so that a checkpoint never waits for
 * a listing. The state moves on to a scan when all of its shards are out; a scan that a failure
 * interrupts is never resumed.
 */
final class ListingReader implements SourceReader<ShardMessage, FlowSplit>, SourceScanner.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ListingReader.class);

  /** How much of what watches and logs saw may wait here. */
  private static final int MOST_FOUND = 4096;

  private final RunningFlow flow;
  private final KnownKeys knownKeys;
  private final SourceProgressFile progressFile;
  private final Map<Integer, SourceProgress> sources = new TreeMap<>();
  private final Map<Integer, SourceScanner> scanners = new TreeMap<>();
  private final Map<Long, List<SourceProgress>> snapshots = new HashMap<>();
  private final List<Touch> beforeFirstScan = new ArrayList<>();
  private @Nullable ScanClock clock;
  private @Nullable Emission emission;

  private final Object lock = new Object();
  private final Deque<Object> found = new ArrayDeque<>();
  private @Nullable Throwable failure;
  private final Map<Integer, Long> numbersOut = new HashMap<>();
  private CompletableFuture<Void> available = new CompletableFuture<>();

  /**
   * @param gone whether a log saw the item go
   */
  private record Touch(int source, String key, boolean gone) {}

  private record Cleared(Scan nothing) {}

  private record Logged(int source, String position) {}

  private record CaughtUp(int source, long number, String position) {}

  ListingReader(RunningFlow flow) {
    this(flow, null);
  }

  ListingReader(RunningFlow flow, @Nullable FlowMetrics metrics) {
    this.flow = flow;
    this.knownKeys = new KnownKeys(flow.plan().directory().resolve("keys"));
    this.progressFile = new SourceProgressFile(flow, metrics);
  }

  @Override
  public void start() {}

  @Override
  public void addSplits(List<FlowSplit> splits) {
    FlowSplit split = splits.get(0);
    long lastScan = split.fence() == flow.plan().fence() ? split.lastScan() : 0;
    ScanClock newClock = new ScanClock(flow.plan().fence(), lastScan);
    clock = newClock;
    split.sources().forEach(source -> sources.put(source.source(), source));
    for (int source : flow.sourceIds()) {
      sources.putIfAbsent(source, SourceProgress.none(source));
    }
    for (SourceProgress source : sources.values()) {
      if (flow.knowsSource(source.source())) {
        scanners.put(source.source(), flow.scanner(source, newClock, knownKeys, this));
      } else {
        found.add(leaving(source, newClock));
      }
    }
    if (sources.isEmpty()) {
      found.add(new Scan(-1, newClock.begin(), new Listing(1), 0, 0, 0, new byte[0], null));
    }
    progressFile.begun(newClock.last());
    scanners.values().forEach(SourceScanner::start);
    if (!found.isEmpty()) {
      wake();
    }
  }

  /** A source that left the flow is emptied, so that its items release what they claim. */
  private static Scan leaving(SourceProgress source, ScanClock clock) {
    int shards = Math.max(1, source.shards());
    return new Scan(
        source.source(), clock.begin(), new Listing(shards), shards, 0, 0, new byte[0], null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<ShardMessage> output) throws Exception {
    Emission current = emission;
    if (current == null) {
      Object next = next();
      if (next instanceof Touch touch) {
        emitTouch(touch, output);
      } else if (next instanceof Scan scan) {
        begin(scan, true);
      } else if (next instanceof Cleared cleared) {
        begin(cleared.nothing(), false);
      } else if (next instanceof Logged logged) {
        moveTo(logged.source(), logged.position());
      } else if (next instanceof CaughtUp caughtUp) {
        moveTo(caughtUp.source(), caughtUp.position());
        progressFile.caughtUp(caughtUp.source(), caughtUp.position());
        complete(caughtUp.source(), caughtUp.number(), output);
      }
    } else if (current.emitNext(output)) {
      emission = null;
      finish(current, output);
    }
    synchronized (lock) {
      return emission == null && found.isEmpty() && failure == null
          ? InputStatus.NOTHING_AVAILABLE
          : InputStatus.MORE_AVAILABLE;
    }
  }

  /**
   * From its first shard on, the number of shards is fixed and its keys are known: a snapshot
   * within the first scan must neither leave it to the next scan to choose another number, nor let
   * it remove everything unguarded.
   */
  private void begin(Scan scan, boolean isNumbered) {
    emission = new Emission(scan, isNumbered);
    sources.computeIfPresent(
        scan.source(),
        (id, before) ->
            before.knowing(
                scan.shards(), before.knownKeys() == null ? scan.knownKeys() : before.knownKeys()));
  }

  private @Nullable Object next() {
    synchronized (lock) {
      if (failure != null) {
        throw new SuppressRestartsException(failure);
      }
      Object next = found.poll();
      if (found.size() == MOST_FOUND - 1) {
        lock.notifyAll();
      }
      return next;
    }
  }

  private void emitTouch(Touch touch, ReaderOutput<ShardMessage> output) {
    SourceProgress source = sources.get(touch.source());
    if (source == null || source.shards() == 0) {
      beforeFirstScan.add(touch);
      return;
    }
    int shard = Listing.shardOf(touch.key(), source.shards());
    long scan = currentClock().last();
    output.collect(
        touch.gone()
            ? new ShardMessage.Removed(touch.source(), shard, scan, touch.key())
            : new ShardMessage.Touched(touch.source(), shard, scan, touch.key()));
  }

  private void moveTo(int source, String position) {
    sources.computeIfPresent(source, (id, before) -> before.at(position));
  }

  private void finish(Emission out, ReaderOutput<ShardMessage> output) throws Exception {
    Scan scan = out.scan;
    SourceProgress before = sources.get(scan.source());
    if (before != null) {
      if (flow.knowsSource(scan.source())) {
        sources.put(scan.source(), before.after(scan));
        if (out.isNumbered) {
          flow.useUpConfirmation(scan.source());
        }
        progressFile.completed(scan);
        List<Touch> waited = List.copyOf(beforeFirstScan);
        beforeFirstScan.clear();
        waited.forEach(touch -> emitTouch(touch, output));
      } else {
        sources.remove(scan.source());
      }
    }
    if (out.isNumbered) {
      complete(scan.source(), scan.number(), output);
    }
  }

  private void complete(int source, long number, ReaderOutput<ShardMessage> output) {
    OptionalLong watermark = currentClock().complete(number);
    if (watermark.isPresent()) {
      output.emitWatermark(new Watermark(watermark.getAsLong()));
    }
    synchronized (lock) {
      numbersOut.put(source, number);
      lock.notifyAll();
    }
  }

  private ScanClock currentClock() {
    return java.util.Objects.requireNonNull(clock, "no split was added yet");
  }

  @Override
  public List<FlowSplit> snapshotState(long checkpointId) {
    if (clock == null) {
      return List.of();
    }
    List<SourceProgress> now = List.copyOf(sources.values());
    snapshots.put(checkpointId, now);
    return List.of(new FlowSplit(flow.plan().fence(), currentClock().last(), now));
  }

  /** Older files can only be named by snapshots that are never restored any more. */
  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    List<SourceProgress> completed = snapshots.get(checkpointId);
    snapshots.keySet().removeIf(id -> id <= checkpointId);
    if (completed == null) {
      return;
    }
    for (SourceProgress source : completed) {
      knownKeys.deleteOlderThan(source.source(), source.knownKeys());
      SourceScanner scanner = scanners.get(source.source());
      String position = source.position();
      if (scanner != null && position != null) {
        scanner.completed(position);
      }
    }
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    synchronized (lock) {
      if (emission != null || !found.isEmpty() || failure != null) {
        return CompletableFuture.completedFuture(null);
      }
      if (available.isDone()) {
        available = new CompletableFuture<>();
      }
      return available;
    }
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() throws Exception {
    scanners.values().forEach(SourceScanner::close);
  }

  /** Returns when the scan is out, so that listings do not pile up behind a slow job. */
  @Override
  public void scanned(Scan scan) throws InterruptedException {
    put(scan);
    synchronized (lock) {
      while (numbersOut.getOrDefault(scan.source(), -1L) < scan.number()) {
        lock.wait();
      }
    }
  }

  @Override
  public void touched(int source, String key) throws InterruptedException {
    putInTime(new Touch(source, key, false));
  }

  @Override
  public void removed(int source, String key) throws InterruptedException {
    putInTime(new Touch(source, key, true));
  }

  @Override
  public void cleared(Scan nothing) throws InterruptedException {
    putInTime(new Cleared(nothing));
  }

  @Override
  public void logged(int source, String position) throws InterruptedException {
    putInTime(new Logged(source, position));
  }

  @Override
  public void caughtUp(int source, long number, String position) throws InterruptedException {
    putInTime(new CaughtUp(source, number, position));
  }

  @Override
  public void failed(Throwable cause) {
    synchronized (lock) {
      failure = cause;
    }
    wake();
  }

  @Override
  public void retrying(String source, Throwable cause) {
    LOG.warn("Source {} could not be listed or watched; nothing is removed", source, cause);
  }

  /** Waits while the job is slow, so that a long log does not pile up here. */
  private void putInTime(Object what) throws InterruptedException {
    synchronized (lock) {
      while (found.size() >= MOST_FOUND) {
        lock.wait();
      }
    }
    put(what);
  }

  private void put(Object what) {
    synchronized (lock) {
      found.add(what);
    }
    wake();
  }

  private void wake() {
    CompletableFuture<Void> waiting;
    synchronized (lock) {
      waiting = available;
    }
    waiting.complete(null);
  }

  /** One scan on its way out. */
  private static final class Emission {
    private final Scan scan;
    private final boolean isNumbered;
    private int nextShard;

    /**
     * @param isNumbered whether its number is complete when it is out
     */
    Emission(Scan scan, boolean isNumbered) {
      this.scan = scan;
      this.isNumbered = isNumbered;
    }

    /** Emits one shard; returns whether that was all. */
    boolean emitNext(ReaderOutput<ShardMessage> output) {
      if (nextShard < scan.shards()) {
        var entries = scan.listing().takeShard(nextShard, scan.shards());
        output.collect(
            new ShardMessage.Listed(
                scan.source(), nextShard, scan.number(), entries, scan.held() > 0));
        nextShard++;
      }
      return nextShard >= scan.shards();
    }
  }
}
