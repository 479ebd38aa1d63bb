package dev.freshet.qdrant;

import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.Distance;
import java.util.Map;
import java.util.TreeMap;

/** What of a named vector can never change in a collection. */
record VectorShape(long size, Distance distance) {

  static Map<String, VectorShape> of(QdrantCollection spec, RowSchema schema) {
    Map<String, VectorShape> shapes = new TreeMap<>();
    for (Field field : schema.value()) {
      if (field.type().kind() == Kind.VECTOR) {
        var chosen = spec.distances().getOrDefault(field.name(), spec.distance());
        shapes.put(field.name(), new VectorShape(field.type().size(), distance(chosen)));
      }
    }
    return shapes;
  }

  /** The unnamed vector of a collection has the empty name. */
  static Map<String, VectorShape> found(CollectionParams params) {
    Map<String, VectorShape> shapes = new TreeMap<>();
    var vectors = params.getVectorsConfig();
    if (vectors.hasParams()) {
      shapes.put(
          "", new VectorShape(vectors.getParams().getSize(), vectors.getParams().getDistance()));
    }
    vectors
        .getParamsMap()
        .getMapMap()
        .forEach(
            (name, vector) ->
                shapes.put(name, new VectorShape(vector.getSize(), vector.getDistance())));
    return shapes;
  }

  private static Distance distance(QdrantCollection.Distance distance) {
    return switch (distance) {
      case COSINE -> Distance.Cosine;
      case DOT -> Distance.Dot;
      case EUCLID -> Distance.Euclid;
      case MANHATTAN -> Distance.Manhattan;
    };
  }

  boolean isCosine() {
    return distance == Distance.Cosine;
  }

  @Override
  public String toString() {
    return size + " dimensions, " + distance;
  }
}
