package dev.freshet.engine.flink;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Difference;
import dev.freshet.engine.row.ListedRow;
import dev.freshet.engine.row.RowState;
import dev.freshet.engine.row.SeenRows;
import java.util.Iterator;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Compares the rows that targets list with the state of {@link RowOperator}, which it reads and
 * never changes; what was not listed until the end is missing.
 */
final class ComparisonOperator extends AbstractStreamOperator<Fingerprint>
    implements OneInputStreamOperator<ListedRow, Fingerprint>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final transient RunningFlow flow;
  private final transient SeenRows seen = new SeenRows();
  private transient ValueState<byte[]> rows;
  private transient DifferenceFile differences;

  ComparisonOperator(StreamOperatorParameters<Fingerprint> parameters, RunningFlow flow) {
    super(parameters);
    this.flow = flow;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    rows =
        context
            .getKeyedStateStore()
            .getState(
                new ValueStateDescriptor<>(
                    RowOperator.STATE, BytePrimitiveArraySerializer.INSTANCE));
    int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
    differences = DifferenceFile.create(flow.plan(), subtask);
  }

  @Override
  public void processElement(StreamRecord<ListedRow> element) throws Exception {
    ListedRow listed = element.getValue();
    byte[] tracked = rows.value();
    if (tracked != null && seen.add(listed.row())) {
      differences.tracked(listed.generation());
    }
    Difference difference =
        Difference.of(tracked == null ? null : RowState.fromBytes(tracked), listed);
    if (difference != null) {
      differences.add(difference);
    }
  }

  @Override
  public void endInput() throws Exception {
    Set<Integer> compared = TargetComparison.comparable(flow);
    try (Stream<Fingerprint> keys =
        this.<Fingerprint>getKeyedStateBackend()
            .getKeys(RowOperator.STATE, VoidNamespace.INSTANCE)) {
      for (Iterator<Fingerprint> ids = keys.iterator(); ids.hasNext(); ) {
        Fingerprint id = ids.next();
        if (!seen.contains(id)) {
          missing(id, compared);
        }
      }
    }
    differences.end();
  }

  private void missing(Fingerprint id, Set<Integer> compared) throws Exception {
    setCurrentKey(id);
    RowState tracked = RowState.fromBytes(rows.value());
    if (compared.contains(tracked.generation())) {
      String key = flow.readableKey(tracked.generation(), tracked.key());
      differences.tracked(tracked.generation());
      differences.add(Difference.missing(id, tracked, key));
    }
  }

  @Override
  public void close() throws Exception {
    if (differences != null) {
      differences.close();
    }
    super.close();
  }
}
