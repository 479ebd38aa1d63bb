package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Remembers in a snapshot which encoding its keys have. Flink makes it by name: it is public. */
public final class WireSerializerSnapshot<T> implements TypeSerializerSnapshot<T> {
  private static final int VERSION = 1;

  private @Nullable Wire wire;

  /** For Flink, which reads the rest from the snapshot. */
  public WireSerializerSnapshot() {}

  WireSerializerSnapshot(Wire wire) {
    this.wire = wire;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    out.writeUTF(Objects.requireNonNull(wire).name());
  }

  @Override
  public void readSnapshot(int version, DataInputView in, ClassLoader loader) throws IOException {
    if (version != VERSION) {
      throw new IOException("A key encoding of version " + version + ", known is " + VERSION);
    }
    wire = Wire.valueOf(in.readUTF());
  }

  @Override
  public TypeSerializer<T> restoreSerializer() {
    return new WireSerializer<>(Objects.requireNonNull(wire));
  }

  @Override
  public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      TypeSerializerSnapshot<T> old) {
    return old instanceof WireSerializerSnapshot<?> that && that.wire == wire
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
