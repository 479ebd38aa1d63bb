package dev.freshet.engine.flink;

import dev.freshet.engine.item.ShardMessage;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Lists the sources of a flow and emits every listing in shards; the end of a scan is a watermark
 * with the scan's number. Runs at parallelism one: a listing is one sequential call anyway.
 *
 * <p>Flink's own FileSource would not do: it emits a path once and never sees a change or a delete.
 */
final class ListingSource implements Source<ShardMessage, FlowSplit, Boolean> {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;

  ListingSource(RunPlan plan) {
    this.plan = plan;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<ShardMessage, FlowSplit> createReader(SourceReaderContext context) {
    return new ListingReader(
        RunningFlow.of(plan, context.getUserCodeClassLoader().asClassLoader()),
        new FlowMetrics(plan.flowName(), context.metricGroup()));
  }

  @Override
  public SplitEnumerator<FlowSplit, Boolean> createEnumerator(
      SplitEnumeratorContext<FlowSplit> context) {
    return new FlowSplitEnumerator(context, false);
  }

  @Override
  public SplitEnumerator<FlowSplit, Boolean> restoreEnumerator(
      SplitEnumeratorContext<FlowSplit> context, Boolean assigned) {
    return new FlowSplitEnumerator(context, assigned);
  }

  @Override
  public SimpleVersionedSerializer<FlowSplit> getSplitSerializer() {
    return new FlowSplit.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
    return new FlowSplitEnumerator.StateSerializer();
  }
}
