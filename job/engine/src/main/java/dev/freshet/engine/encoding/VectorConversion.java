package dev.freshet.engine.encoding;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.List;

/** A {@code float[]}: of the given number of dimensions, or of any if that is 0. */
record VectorConversion(int dimensions) implements Conversion {
  @Override
  public Type type() {
    return new Type(Kind.VECTOR, dimensions, List.of());
  }

  @Override
  public Class<?> rowClass() {
    return float[].class;
  }

  @Override
  public Object toRow(Object value, String path) {
    return checked((float[]) value, path);
  }

  @Override
  public Object toJava(Object value, String path) {
    return checked((float[]) value, path);
  }

  private float[] checked(float[] vector, String path) {
    if (dimensions != 0 && vector.length != dimensions) {
      throw new IllegalArgumentException(
          "%s has @Dimensions(%d), found a vector of %d"
              .formatted(path, dimensions, vector.length));
    }
    return vector;
  }
}
