package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Setup;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.api.internal.RowRefused;
import io.qdrant.client.PointIdFactory;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectors;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.Vectors;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Points made of rows. */
final class RowPoints {
  /** The payload that keeps what a server may give back in another form than it was given. */
  static final String KEPT = "_freshet";

  private static final int MOST_BYTES = 32 << 20;

  private final RowSchema schema;
  private final Map<String, VectorShape> shapes;
  private final List<Field> kept;

  RowPoints(Setup<QdrantCollection> setup) {
    this.schema = setup.schema();
    this.shapes = VectorShape.of(setup.spec(), schema);
    this.kept =
        Stream.concat(schema.key().stream(), schema.value().stream()).filter(this::isKept).toList();
  }

  RowSchema schema() {
    return schema;
  }

  Map<String, VectorShape> shapes() {
    return shapes;
  }

  /** The components that are in {@link #KEPT}, in the order of its encoding. */
  List<Field> kept() {
    return kept;
  }

  /**
   * Cosine vectors come back with length 1, and a double through JSON may lose its last digit. What
   * is nested is kept so that it need not be read out of JSON.
   */
  private boolean isKept(Field field) {
    return switch (field.type().kind()) {
      case DOUBLE, STRUCT, LIST, MAP -> true;
      case VECTOR -> shapes.containsKey(field.name()) && shape(field.name()).isCosine();
      default -> false;
    };
  }

  VectorShape shape(String vector) {
    VectorShape shape = shapes.get(vector);
    if (shape == null) {
      throw new IllegalStateException("There is no vector " + vector + " among " + shapes.keySet());
    }
    return shape;
  }

  PointStruct point(Row key, Row value) throws RowRefused {
    PointStruct.Builder point = PointStruct.newBuilder().setId(PointIdFactory.id(key.id()));
    NamedVectors.Builder vectors = NamedVectors.newBuilder();
    List<@Nullable Object> keptValues = new ArrayList<>(kept.size());
    for (Row part : List.of(key, value)) {
      for (int i = 0; i < part.fields().size(); i++) {
        Field field = part.fields().get(i);
        Object found = part.values().get(i);
        if (isKept(field)) {
          keptValues.add(found);
        }
        if (found == null) {
          continue;
        }
        if (field.type().kind() == Kind.VECTOR) {
          vectors.putVectors(field.name(), vector(field.name(), (float[]) found));
        } else {
          point.putPayload(field.name(), PayloadValues.of(field.name(), field.type(), found));
        }
      }
    }
    if (!kept.isEmpty()) {
      byte[] encoded = CanonicalEncoding.encode(kept, keptValues);
      point.putPayload(KEPT, ValueFactory.value(Base64.getEncoder().encodeToString(encoded)));
    }
    return sized(point.setVectors(Vectors.newBuilder().setVectors(vectors)).build());
  }

  private Vector vector(String name, float[] numbers) throws RowRefused {
    if (numbers.length != shape(name).size()) {
      throw new RowRefused(
          name + " has " + numbers.length + " numbers; wanted " + shape(name).size());
    }
    DenseVector.Builder dense = DenseVector.newBuilder();
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new RowRefused(name + " has " + numbers[i] + " at " + i + ", which is nowhere");
      }
      dense.addData(numbers[i]);
    }
    return Vector.newBuilder().setDense(dense).build();
  }

  private static PointStruct sized(PointStruct point) throws RowRefused {
    if (point.getSerializedSize() <= MOST_BYTES) {
      return point;
    }
    String largest = "";
    int most = 0;
    for (Map.Entry<String, ?> entry : point.getPayloadMap().entrySet()) {
      int size = point.getPayloadOrThrow(entry.getKey()).getSerializedSize();
      if (size > most) {
        largest = entry.getKey();
        most = size;
      }
    }
    throw new RowRefused(
        "the row takes %,d bytes, most of them for %s; a point is written with up to %,d"
            .formatted(point.getSerializedSize(), largest, MOST_BYTES));
  }
}
