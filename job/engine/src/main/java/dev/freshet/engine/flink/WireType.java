package dev.freshet.engine.flink;

import java.util.Objects;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to leave the encoding of a class to us. */
final class WireType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  private final Wire wire;

  private WireType(Wire wire) {
    this.wire = wire;
  }

  /**
   * @param type must be the class of this wire
   */
  static <T> WireType<T> of(Wire wire, Class<T> type) {
    if (!wire.type().equals(type)) {
      throw new IllegalArgumentException(wire + " carries " + wire.type() + ", not " + type);
    }
    return new WireType<>(wire);
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  @SuppressWarnings("unchecked")
  public Class<T> getTypeClass() {
    return (Class<T>) wire.type();
  }

  @Override
  public boolean isKeyType() {
    return wire == Wire.FINGERPRINT;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return new WireSerializer<>(wire);
  }

  @Override
  public String toString() {
    return wire.type().getSimpleName();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WireType<?> that && wire == that.wire;
  }

  @Override
  public int hashCode() {
    return Objects.hash(wire.name());
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof WireType;
  }
}
