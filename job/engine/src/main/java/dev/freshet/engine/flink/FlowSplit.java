package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.item.SourceProgress;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * All sources of a flow: one reader lists them, so that one clock numbers all scans.
 *
 * @param fence of the run that wrote this
 * @param lastScan the highest number given to a scan
 */
record FlowSplit(long fence, long lastScan, List<SourceProgress> sources) implements SourceSplit {
  FlowSplit {
    sources = List.copyOf(sources);
  }

  @Override
  public String splitId() {
    return "flow";
  }

  static final class Serializer implements SimpleVersionedSerializer<FlowSplit> {
    private static final int VERSION = 2;

    @Override
    public int getVersion() {
      return VERSION;
    }

    @Override
    public byte[] serialize(FlowSplit split) {
      BinaryWriter out = new BinaryWriter();
      out.putLong(split.fence).putLong(split.lastScan).putVarInt(split.sources.size());
      split.sources.forEach(source -> source.write(out));
      return out.toByteArray();
    }

    @Override
    public FlowSplit deserialize(int version, byte[] serialized) {
      BinaryReader in = new BinaryReader(serialized);
      if (version < 1 || version > VERSION) {
        throw in.malformed("sources of version " + version + ", known is " + VERSION);
      }
      long fence = in.getLong();
      long lastScan = in.getLong();
      int count = in.getCount();
      List<SourceProgress> sources = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        sources.add(SourceProgress.read(in, version));
      }
      in.expectEnd();
      return new FlowSplit(fence, lastScan, sources);
    }
  }
}
