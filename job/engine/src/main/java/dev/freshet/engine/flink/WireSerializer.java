package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a length and the bytes of our own encoding. Everything it carries is immutable. */
final class WireSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private final Wire wire;

  WireSerializer(Wire wire) {
    this.wire = wire;
  }

  Wire wire() {
    return wire;
  }

  @Override
  public void serialize(T record, DataOutputView target) throws IOException {
    BinaryWriter out = new BinaryWriter(128);
    wire.write(record, out);
    byte[] bytes = out.toByteArray();
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  @Override
  @SuppressWarnings("unchecked")
  public T deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readInt()];
    source.readFully(bytes);
    return (T) wire.read(new BinaryReader(bytes));
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<T> duplicate() {
    return this;
  }

  @Override
  public T createInstance() {
    throw new UnsupportedOperationException("Flink asks for an empty instance only to reuse it");
  }

  @Override
  public T copy(T from) {
    return from;
  }

  @Override
  public T copy(T from, T reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireSerializer<?> that && wire == that.wire;
  }

  @Override
  public int hashCode() {
    return wire.name().hashCode();
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    return new WireSerializerSnapshot<>(wire);
  }
}
