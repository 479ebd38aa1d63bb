package dev.freshet.engine.flink;

import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.item.ItemChange;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.row.Mutation;
import dev.freshet.engine.row.RowClaim;
import java.util.Set;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;

/**
 * The Flink job of a flow. Its shape depends on nothing but the connector types of its targets, and
 * every operator has a uid, so that a snapshot fits whatever the flow becomes.
 */
final class FlowJob {
  private FlowJob() {}

  static StreamGraph graph(
      RunPlan plan, Set<String> connectorTypes, StreamExecutionEnvironment environment) {
    WireType<Fingerprint> key = WireType.of(Wire.FINGERPRINT, Fingerprint.class);
    WireType<ItemChange> changes = WireType.of(Wire.ITEM_CHANGE, ItemChange.class);
    WireType<RowClaim> claims = WireType.of(Wire.ROW_CLAIM, RowClaim.class);
    WireType<Mutation> mutations = WireType.of(Wire.MUTATION, Mutation.class);

    SingleOutputStreamOperator<Mutation> rows =
        environment
            .fromSource(
                new ListingSource(plan),
                WatermarkStrategy.noWatermarks(),
                "sources",
                WireType.of(Wire.SHARD_MESSAGE, ShardMessage.class))
            .uid("sources")
            .setParallelism(1)
            .keyBy(ShardMessage::id, key)
            .transform("shards", changes, new FlowOperatorFactory<>(plan, ShardOperator::new))
            .uid("shards")
            .keyBy(ItemChange::id, key)
            .transform("items", claims, new FlowOperatorFactory<>(plan, ItemOperator::new))
            .uid("items")
            .keyBy(RowClaim::row, key)
            .transform("rows", mutations, RunKeeper.beside(plan, RowOperator::new))
            .uid("rows");
    for (String type : connectorTypes) {
      rows.getSideOutput(MutationOutputs.tag(type))
          .sinkTo(new MutationSink(plan, type))
          .name("target " + type)
          .uid("target-" + type);
    }
    StreamGraph graph = environment.getStreamGraph();
    graph.setJobName(plan.flowName());
    return graph;
  }
}
