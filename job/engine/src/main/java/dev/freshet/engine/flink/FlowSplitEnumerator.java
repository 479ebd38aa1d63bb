package dev.freshet.engine.flink;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Gives the one split to the one reader. */
final class FlowSplitEnumerator implements SplitEnumerator<FlowSplit, Boolean> {
  private final SplitEnumeratorContext<FlowSplit> context;
  private FlowSplit split;
  private boolean assigned;

  FlowSplitEnumerator(SplitEnumeratorContext<FlowSplit> context, boolean assigned) {
    this.context = context;
    this.assigned = assigned;
    this.split = new FlowSplit(0, 0, List.of());
  }

  @Override
  public void start() {}

  @Override
  public void addReader(int subtask) {
    if (!assigned) {
      context.assignSplit(split, subtask);
      assigned = true;
    }
  }

  @Override
  public void addSplitsBack(List<FlowSplit> splits, int subtask) {
    for (FlowSplit back : splits) {
      split = back;
      assigned = false;
    }
  }

  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public Boolean snapshotState(long checkpointId) {
    return assigned;
  }

  @Override
  public void close() {}

  static final class StateSerializer implements SimpleVersionedSerializer<Boolean> {
    private static final int VERSION = 1;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(Boolean assigned) {
      return new byte[] {(byte) (assigned ? 1 : 0)};
    }

    @Override
    public Boolean deserialize(int version, byte[] serialized) {
      if (version != VERSION || serialized.length != 1) {
        throw new IllegalArgumentException(
            "An enumerator's state of version " + version + ", known is " + VERSION);
      }
      return serialized[0] == 1;
    }
  }
}
