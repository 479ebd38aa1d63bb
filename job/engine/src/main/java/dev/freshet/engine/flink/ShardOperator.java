package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardComparison;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.ShardState;
import java.io.IOException;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Keeps the last listing of every shard of every source and emits what differs. */
final class ShardOperator extends AbstractStreamOperator<ItemChange>
    implements OneInputStreamOperator<ShardMessage, ItemChange> {
  private static final long serialVersionUID = 1L;

  private final transient RunningFlow flow;
  private transient ValueState<byte[]> shards;
  private transient HeldRemovals held;

  ShardOperator(StreamOperatorParameters<ItemChange> parameters, RunningFlow flow) {
    super(parameters);
    this.flow = flow;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    shards =
        context
            .getKeyedStateStore()
            .getState(new ValueStateDescriptor<>("shard", BytePrimitiveArraySerializer.INSTANCE));
    held = new HeldRemovals(flow, getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
  }

  @Override
  public void processElement(StreamRecord<ShardMessage> element) throws Exception {
    ShardMessage message = element.getValue();
    if (message instanceof ShardMessage.Touched touched) {
      ShardState state = ShardComparison.touched(state(), touched.key(), flow.plan().epoch());
      shards.update(state.toBytes());
      emit(ItemChange.touched(touched.source(), touched.key(), touched.scan()));
    } else if (message instanceof ShardMessage.Removed removed) {
      store(ShardComparison.removed(state(), removed.key()));
      emit(ItemChange.gone(removed.source(), removed.key(), removed.scan()));
    } else if (message instanceof ShardMessage.Listed listed) {
      ShardComparison comparison = ShardComparison.compare(state(), listed, flow.plan().epoch());
      if (comparison.stateChanged()) {
        store(comparison.state());
      }
      comparison.changes().forEach(this::emit);
      held.of(listed, comparison.held());
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    held.publish();
    super.processWatermark(mark);
  }

  private void emit(ItemChange change) {
    output.collect(new StreamRecord<>(change));
  }

  private @Nullable ShardState state() throws IOException {
    byte[] bytes = shards.value();
    return bytes == null ? null : ShardState.fromBytes(bytes);
  }

  private void store(@Nullable ShardState state) throws IOException {
    if (state == null) {
      shards.clear();
    } else {
      shards.update(state.toBytes());
    }
  }
}
