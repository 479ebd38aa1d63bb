package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryReader;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.InFlight;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ItemDecision;
import dev.freshet.engine.item.ItemState;
import dev.freshet.engine.item.ItemWorkers;
import dev.freshet.engine.item.Look;
import dev.freshet.engine.item.Outcome;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.item.WatermarkGate;
import dev.freshet.engine.row.Claimant;
import dev.freshet.engine.row.RowClaim;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Looks at items that may have changed and tells the rows' places what they declare.
 *
 * <p>Reading and the item functions run on {@link ItemWorkers}; their answers come back through the
 * mailbox. What is in flight when a checkpoint begins is written to keyed state, so that a
 * checkpoint never waits for a call and no call is lost. A watermark goes on when everything that
 * arrived before it, or was restored, is done.
 */
final class ItemOperator extends AbstractStreamOperator<RowClaim>
    implements OneInputStreamOperator<ItemChange, RowClaim>,
        Triggerable<Fingerprint, VoidNamespace>,
        Look.Asker {
  private static final long serialVersionUID = 1L;
  private static final int ANSWERS_AT_ONCE = 512;

  private final transient RunningFlow flow;
  private final transient MailboxExecutor mailbox;
  private final transient Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final transient AtomicBoolean drainScheduled = new AtomicBoolean();
  private final transient WatermarkGate gate = new WatermarkGate();
  private final transient InFlight inFlight = new InFlight(gate);
  private final transient Map<Integer, ItemWorkers> workers = new HashMap<>();
  private transient ValueState<byte[]> items;
  private transient ValueState<byte[]> pending;
  private transient ValueState<byte[]> troubles;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient ItemProgress progress;
  private transient FailedItems failed;
  private transient long latestScan;
  private transient volatile boolean closed;

  private record Answer(Look look, Outcome outcome) {}

  ItemOperator(StreamOperatorParameters<RowClaim> parameters, RunningFlow flow) {
    super(parameters);
    this.flow = flow;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    items = state(context, "item");
    pending = state(context, "pending");
    troubles = state(context, "trouble");
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    FlowMetrics metrics = new FlowMetrics(flow.plan().flowName(), getMetricGroup());
    progress = new ItemProgress(flow, subtask, new CounterState(flow.plan(), context), metrics);
    failed = new FailedItems(flow, subtask, context);
  }

  private static ValueState<byte[]> state(StateInitializationContext context, String name) {
    return context
        .getKeyedStateStore()
        .getState(new ValueStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE));
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("retry", VoidNamespaceSerializer.INSTANCE, this);
    for (Fingerprint id : keysOf("trouble")) {
      setCurrentKey(id);
      progress.troubled(id, Trouble.fromBytes(troubles.value()));
    }
    for (Fingerprint id : keysOf("pending")) {
      setCurrentKey(id);
      ItemChange change = ItemChange.read(new BinaryReader(pending.value()));
      inFlight.restore(id, change);
      mailbox.execute(() -> resume(id, change), "resume an item");
    }
    for (Map.Entry<Fingerprint, Claimant> doubted : flow.doubts().items().entrySet()) {
      if (TaskKeys.isHere(doubted.getKey(), getRuntimeContext().getTaskInfo())) {
        setCurrentKey(doubted.getKey());
        lookAgain(doubted.getKey(), doubted.getValue());
      }
    }
  }

  private void lookAgain(Fingerprint id, Claimant doubted) throws IOException {
    Trouble trouble = Trouble.ofDoubt(doubted, item(), trouble());
    if (trouble != null) {
      troubles.update(trouble.toBytes());
      progress.troubled(id, trouble);
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, trouble.backoff());
    }
  }

  private List<Fingerprint> keysOf(String state) {
    try (Stream<Fingerprint> keys =
        this.<Fingerprint>getKeyedStateBackend().getKeys(state, VoidNamespace.INSTANCE)) {
      return keys.toList();
    }
  }

  private void resume(Fingerprint id, ItemChange change) throws Exception {
    setCurrentKey(id);
    act(id, change);
    emitWatermarks();
  }

  @Override
  public void processElement(StreamRecord<ItemChange> element) throws Exception {
    ItemChange change = element.getValue();
    Fingerprint id = (Fingerprint) getCurrentKey();
    latestScan = Math.max(latestScan, change.scan());
    if (inFlight.contains(id)) {
      inFlight.admit(id, change);
    } else {
      ItemState item = item();
      if (flow.knowsSource(change.source())
          && ItemDecision.skips(item, change, flow.logic(change.source()))) {
        return;
      }
      act(id, Objects.requireNonNull(inFlight.admit(id, change)), item);
    }
    progress.inFlight(inFlight.size());
  }

  /** Acts upon the running change of the current key, and on what waited behind it. */
  private void act(Fingerprint id, ItemChange change) throws IOException {
    act(id, change, item());
  }

  private void act(Fingerprint id, ItemChange change, @Nullable ItemState item) throws IOException {
    ItemChange next = change;
    ItemState before = item;
    while (next != null
        && (next.kind() == ItemChange.Kind.GONE || !flow.knowsSource(next.source()))) {
      progress.gone(next, before != null);
      apply(id, next, before, ItemDecision.gone(before, next.claimant()));
      before = null;
      next = finish(id);
    }
    if (next != null) {
      Fingerprint known =
          flow.doubts().concernsItem(id)
              ? null
              : ItemDecision.knownContent(before, flow.logic(next.source()));
      workers(next.source()).submit(new Look(id, next, known, this));
    }
  }

  @Override
  public boolean cancelled() {
    return closed;
  }

  @Override
  public void done(Look look, Outcome outcome) {
    answers.add(new Answer(look, outcome));
    if (!closed && drainScheduled.compareAndSet(false, true)) {
      scheduleDrain();
    }
  }

  /** A task that is ending takes no more answers; what they answer is in its snapshot. */
  private void scheduleDrain() {
    try {
      mailbox.execute(this::drain, "take answers of items");
    } catch (RejectedExecutionException e) {
      LOG.debug("An answer came too late", e);
    }
  }

  private void drain() throws Exception {
    drainScheduled.set(false);
    for (int i = 0; i < ANSWERS_AT_ONCE; i++) {
      Answer answer = answers.poll();
      if (answer == null) {
        break;
      }
      take(answer);
    }
    if (!answers.isEmpty() && drainScheduled.compareAndSet(false, true)) {
      scheduleDrain();
    }
    progress.inFlight(inFlight.size());
    emitWatermarks();
  }

  private void take(Answer answer) throws IOException {
    Fingerprint id = answer.look().id();
    setCurrentKey(id);
    ItemChange change = answer.look().change();
    ItemState before = flow.doubts().in(id, item());
    Trouble troubleBefore = progress.isTroubled(id) ? trouble() : null;
    progress.looked(change, before != null, answer.outcome());
    ItemDecision decision = ItemDecision.of(before, troubleBefore, change, answer.outcome());
    failed.add(change, troubleBefore, decision.trouble());
    apply(id, change, before, decision);
    ItemChange next = finish(id);
    if (next != null) {
      act(id, next);
    }
  }

  private @Nullable ItemChange finish(Fingerprint id) {
    if (inFlight.isStored(id)) {
      pending.clear();
    }
    return inFlight.finish(id);
  }

  private void apply(
      Fingerprint id, ItemChange change, @Nullable ItemState before, ItemDecision decision)
      throws IOException {
    ItemState after = decision.state();
    if (after != null || before != null) {
      store(items, after == null ? null : after.toBytes());
    }
    progress.remembers(before != null, after != null);
    Trouble trouble = decision.trouble();
    if (trouble != null || progress.isTroubled(id)) {
      store(troubles, trouble == null ? null : trouble.toBytes());
      progress.troubled(id, trouble);
    }
    if (trouble != null) {
      long due = Math.max(latestScan, change.scan()) + trouble.backoff();
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, due);
    }
    for (RowClaim claim : decision.claims()) {
      output.collect(new StreamRecord<>(claim));
    }
  }

  private static void store(ValueState<byte[]> state, byte @Nullable [] bytes) throws IOException {
    if (bytes == null) {
      state.clear();
    } else {
      state.update(bytes);
    }
  }

  private @Nullable ItemState item() throws IOException {
    byte[] bytes = items.value();
    return bytes == null ? null : ItemState.fromBytes(bytes);
  }

  private @Nullable Trouble trouble() throws IOException {
    byte[] bytes = troubles.value();
    return bytes == null ? null : Trouble.fromBytes(bytes);
  }

  private ItemWorkers workers(int source) {
    return workers.computeIfAbsent(source, flow::acquireWorkers);
  }

  @Override
  public void onEventTime(InternalTimer<Fingerprint, VoidNamespace> timer) throws Exception {
    Fingerprint id = timer.getKey();
    Trouble trouble = trouble();
    if (trouble == null || inFlight.contains(id)) {
      return;
    }
    ItemChange retry = trouble.retry(latestScan);
    ItemChange now = inFlight.admit(id, retry);
    if (now != null) {
      act(id, now);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Fingerprint, VoidNamespace> timer) {
    throw new IllegalStateException("No timer of processing time is ever registered");
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    latestScan = Math.max(latestScan, mark.getTimestamp());
    timeServiceManager.advanceWatermark(mark);
    gate.watermark(mark.getTimestamp());
    emitWatermarks();
  }

  private void emitWatermarks() {
    for (OptionalLong next = gate.poll(); next.isPresent(); next = gate.poll()) {
      progress.caughtUp();
      output.emitWatermark(new Watermark(next.getAsLong()));
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    inFlight.forEachUnstored(
        (id, change) -> {
          setCurrentKey(id);
          try {
            pending.update(change.toBytes());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    progress.snapshot();
    failed.snapshot(context.getCheckpointId());
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    failed.completed(checkpointId);
  }

  @Override
  public void close() throws Exception {
    closed = true;
    workers.keySet().forEach(flow::releaseWorkers);
    workers.clear();
    super.close();
  }
}
