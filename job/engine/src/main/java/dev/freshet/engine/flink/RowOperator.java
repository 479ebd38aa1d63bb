package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import dev.freshet.engine.row.RowDecision;
import dev.freshet.engine.row.RowState;
import java.io.IOException;
import java.time.Instant;
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
 * Keeps who claims each row, and emits the mutations that follow, each to the output of its
 * connector's type. A row that is still contested when a scan ends is a conflict.
 */
final class RowOperator extends AbstractStreamOperator<Mutation>
    implements OneInputStreamOperator<RowClaim, Mutation>, Triggerable<Fingerprint, VoidNamespace> {
  /** Names the state of each row. */
  static final String STATE = "row";

  private static final long serialVersionUID = 1L;

  private final transient RunningFlow flow;
  private transient ValueState<byte[]> rows;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient RowProgress progress;

  RowOperator(StreamOperatorParameters<Mutation> parameters, RunningFlow flow) {
    super(parameters);
    this.flow = flow;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rows =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>(STATE, BytePrimitiveArraySerializer.INSTANCE));
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    FlowMetrics metrics = new FlowMetrics(flow.plan().flowName(), getMetricGroup());
    progress = new RowProgress(flow, subtask, new CounterState(flow.plan(), context), metrics);
  }

  @Override
  public void open() throws Exception {
    super.open();
    timers = getInternalTimerService("contested", VoidNamespaceSerializer.INSTANCE, this);
  }

  @Override
  public void processElement(StreamRecord<RowClaim> element) throws Exception {
    RowClaim claim = element.getValue();
    RowState before = flow.doubts().in(claim.row(), row());
    int generation = generation(claim, before);
    RowDecision decision =
        RowDecision.decide(before, claim, flow.sharedOrder(generation)).at(Instant.now(), before);
    RowState after = decision.state();
    if (after == null) {
      rows.clear();
    } else {
      rows.update(after.toBytes());
    }
    progress.remembers(generation, before != null, after != null);
    watchContest(claim.row(), before, after);
    emit(decision.mutation());
  }

  private static int generation(RowClaim claim, @Nullable RowState before) {
    if (claim.declared() != null) {
      return claim.declared().generation();
    }
    return before == null ? -1 : before.generation();
  }

  private void watchContest(Fingerprint row, @Nullable RowState before, @Nullable RowState after) {
    boolean isContested = after != null && after.contested() && !flow.isShared(after.generation());
    if (isContested) {
      atNextScan();
    } else if (before != null && before.contested()) {
      progress.agreed(row);
    }
  }

  private void atNextScan() {
    timers.registerEventTimeTimer(
        VoidNamespace.INSTANCE, Math.max(0, timers.currentWatermark() + 1));
  }

  private void emit(@Nullable Mutation mutation) {
    if (mutation == null) {
      return;
    }
    String type = flow.connectorTypeOf(mutation.generation());
    if (type != null) {
      output.collect(MutationOutputs.tag(type), new StreamRecord<>(mutation));
    }
  }

  @Override
  public void onEventTime(InternalTimer<Fingerprint, VoidNamespace> timer) throws Exception {
    RowState row = row();
    if (row != null && row.contested() && !flow.isShared(row.generation())) {
      progress.contested(timer.getKey(), row);
      atNextScan();
    } else {
      progress.agreed(timer.getKey());
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<Fingerprint, VoidNamespace> timer) {
    throw new IllegalStateException("No timer of processing time is ever registered");
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    timeServiceManager.advanceWatermark(mark);
    progress.publish(mark.getTimestamp());
    output.emitWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    progress.snapshot();
  }

  private @Nullable RowState row() throws IOException {
    byte[] bytes = rows.value();
    return bytes == null ? null : RowState.fromBytes(bytes);
  }
}
