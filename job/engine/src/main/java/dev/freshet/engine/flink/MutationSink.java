package dev.freshet.engine.flink;

import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.MutationBatch;
import java.io.IOException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Brings the mutations of all targets of one connector type to them, each batch only after a
 * checkpoint that contains it has completed.
 */
final class MutationSink implements Sink<Mutation>, SupportsCommitter<MutationBatch> {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;
  private final String connectorType;

  MutationSink(RunPlan plan, String connectorType) {
    this.plan = plan;
    this.connectorType = connectorType;
  }

  @Override
  public SinkWriter<Mutation> createWriter(WriterInitContext context) {
    RunningFlow flow = RunningFlow.of(plan, context.getUserCodeClassLoader().asClassLoader());
    int subtask = context.getTaskInfo().getIndexOfThisSubtask();
    long restored = context.getRestoredCheckpointId().orElse(0);
    FlowMetrics metrics = new FlowMetrics(plan.flowName(), context.metricGroup());
    return new MutationWriter(flow, connectorType, subtask, restored, metrics);
  }

  @Override
  public Committer<MutationBatch> createCommitter(CommitterInitContext context) throws IOException {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    long restored = context.getRestoredCheckpointId().orElse(0);
    return new MutationCommitter(
        RunningFlow.of(plan, loader),
        connectorType,
        context.getTaskInfo(),
        restored,
        new FlowMetrics(plan.flowName(), context.metricGroup()));
  }

  @Override
  public SimpleVersionedSerializer<MutationBatch> getCommittableSerializer() {
    return new BatchSerializer();
  }

  private static final class BatchSerializer implements SimpleVersionedSerializer<MutationBatch> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(MutationBatch batch) {
      return batch.toBytes();
    }

    @Override
    public MutationBatch deserialize(int version, byte[] serialized) throws IOException {
      if (version != VERSION) {
        throw new IOException("Batches of version " + version + ", known is " + VERSION);
      }
      return MutationBatch.fromBytes(serialized);
    }
  }
}
