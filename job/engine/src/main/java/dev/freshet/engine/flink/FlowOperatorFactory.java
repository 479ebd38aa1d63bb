package dev.freshet.engine.flink;

import java.io.Serializable;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes an operator on its worker, where the flow is built anew from the plan. */
class FlowOperatorFactory<I, O> extends AbstractStreamOperatorFactory<O>
    implements OneInputStreamOperatorFactory<I, O> {
  private static final long serialVersionUID = 1L;

  private final RunPlan plan;
  private final Constructor<O> constructor;

  /** Refers to a constructor. */
  interface Constructor<O> extends Serializable {
    StreamOperator<O> create(StreamOperatorParameters<O> parameters, RunningFlow flow);
  }

  FlowOperatorFactory(RunPlan plan, Constructor<O> constructor) {
    this.plan = plan;
    this.constructor = constructor;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<O>> T createStreamOperator(
      StreamOperatorParameters<O> parameters) {
    ClassLoader loader = parameters.getContainingTask().getUserCodeClassLoader();
    return (T) constructor.create(parameters, RunningFlow.of(plan, loader));
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
    return StreamOperator.class;
  }
}
