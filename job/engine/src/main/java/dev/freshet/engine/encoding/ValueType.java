package dev.freshet.engine.encoding;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Objects;

/**
 * A simple type or a record as canonical bytes: equal values give equal bytes, different values
 * different ones. Vectors may be of any length. Immutable and thread safe.
 */
public final class ValueType<T> {
  private final Class<T> valueClass;
  private final Component component;
  private final List<Field> fields;

  private ValueType(Class<T> valueClass, Component component) {
    this.valueClass = valueClass;
    this.component = component;
    this.fields = List.of(component.field());
  }

  /**
   * @throws IllegalArgumentException that lists everything in the type that cannot be encoded, each
   *     with its path
   */
  public static <T> ValueType<T> of(Class<T> type) {
    Conversion conversion = TypeAnalysis.analyze(type, true);
    Field field = new Field("value", conversion.type(), false);
    return new ValueType<>(wrapped(type), new Component(type.getSimpleName(), field, conversion));
  }

  /**
   * @throws IllegalArgumentException if something is null that is not {@link
   *     dev.freshet.api.Nullable}
   */
  public byte[] encode(T value) {
    Object converted = Objects.requireNonNull(component.toRow(value));
    return CanonicalEncoding.encode(fields, List.of(converted));
  }

  /**
   * @throws IllegalArgumentException if the bytes are not a value of this type
   */
  public T decode(byte[] bytes) {
    Object converted = CanonicalEncoding.decode(fields, bytes).values().get(0);
    return valueClass.cast(Objects.requireNonNull(component.toJava(converted)));
  }

  /** Of the names and kinds it is made of, whatever the Java classes are called. */
  public Fingerprint fingerprint() {
    BinaryWriter out = new BinaryWriter();
    CanonicalEncoding.writeSchema(fields, out);
    return Fingerprint.of(out);
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> wrapped(Class<T> type) {
    return (Class<T>) MethodType.methodType(type).wrap().returnType();
  }
}
