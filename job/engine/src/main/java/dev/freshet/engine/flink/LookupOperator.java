package dev.freshet.engine.flink;

import dev.freshet.engine.encoding.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes the state that {@link RowOperator} left for the current key to a file, if there is any.
 */
final class LookupOperator extends AbstractStreamOperator<Fingerprint>
    implements OneInputStreamOperator<Long, Fingerprint> {
  private static final long serialVersionUID = 1L;

  private final String file;
  private transient ValueState<byte[]> rows;

  LookupOperator(StreamOperatorParameters<Fingerprint> parameters, String file) {
    super(parameters);
    this.file = file;
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
  }

  @Override
  public void processElement(StreamRecord<Long> element) throws Exception {
    byte[] row = rows.value();
    if (row != null) {
      Files.write(Path.of(file), row);
    }
  }
}
