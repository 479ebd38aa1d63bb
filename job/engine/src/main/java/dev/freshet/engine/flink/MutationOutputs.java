package dev.freshet.engine.flink;

import dev.freshet.engine.row.Mutation;
import org.apache.flink.util.OutputTag;

/** The outputs of the row operator: one for each connector type, since each type has one sink. */
final class MutationOutputs {
  private MutationOutputs() {}

  static OutputTag<Mutation> tag(String connectorType) {
    return new OutputTag<>(connectorType, WireType.of(Wire.MUTATION, Mutation.class));
  }
}
