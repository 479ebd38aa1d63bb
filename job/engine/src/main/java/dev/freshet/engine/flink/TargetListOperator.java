package dev.freshet.engine.flink;

import dev.freshet.engine.row.ListedRow;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Takes the generations of targets, and emits the rows that each of them lists. */
final class TargetListOperator extends AbstractStreamOperator<ListedRow>
    implements OneInputStreamOperator<Long, ListedRow> {
  private static final long serialVersionUID = 1L;

  private final transient RunningFlow flow;

  TargetListOperator(StreamOperatorParameters<ListedRow> parameters, RunningFlow flow) {
    super(parameters);
    this.flow = flow;
  }

  @Override
  public void processElement(StreamRecord<Long> element) throws Exception {
    LiveTarget target = flow.target(element.getValue().intValue());
    if (target == null) {
      return;
    }
    try (ConnectedTargets<?, ?, ?, ?> connected =
        ConnectedTargets.open(target.type(), flow, flow.fence()::check)) {
      if (connected.listsRows()) {
        connected.list(target, row -> output.collect(new StreamRecord<>(row)));
      }
    }
  }
}
