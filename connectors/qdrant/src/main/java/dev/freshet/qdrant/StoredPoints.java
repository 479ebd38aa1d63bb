package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.api.internal.RowRefused;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads points back as the rows that were declared. */
final class StoredPoints {
  /** How far a number of a vector of length 1 may be from what it should be. */
  private static final double NEAR = 1e-5;

  private final RowPoints points;

  StoredPoints(RowPoints points) {
    this.points = points;
  }

  /** Stands where no value of the component can be read, and equals none. */
  private record Unreadable(String found) {}

  /** A point that was not written for this key is told from the row by a key that none can have. */
  Upsert<Row, Row> row(RetrievedPoint point) {
    Map<String, @Nullable Object> kept = kept(point);
    Row key = part(points.schema().key(), point, kept);
    if (!isIdOf(key, point)) {
      key = foreign(point);
    }
    return new Upsert<>(key, part(points.schema().value(), point, kept));
  }

  private static boolean isIdOf(Row key, RetrievedPoint point) {
    boolean readable =
        key.values().stream().noneMatch(value -> value == null || value instanceof Unreadable);
    return readable && key.id().toString().equals(point.getId().getUuid());
  }

  private Row foreign(RetrievedPoint point) {
    String id =
        point.getId().hasUuid()
            ? point.getId().getUuid()
            : Long.toUnsignedString(point.getId().getNum());
    List<@Nullable Object> values = new ArrayList<>();
    points.schema().key().forEach(unused -> values.add(new Unreadable("point " + id)));
    return new Row(points.schema().key(), values);
  }

  private Map<String, @Nullable Object> kept(RetrievedPoint point) {
    Map<String, @Nullable Object> values = new HashMap<>();
    try {
      String encoded =
          point.getPayloadOrDefault(RowPoints.KEPT, Value.getDefaultInstance()).getStringValue();
      Row row = CanonicalEncoding.decode(points.kept(), Base64.getDecoder().decode(encoded));
      for (int i = 0; i < row.fields().size(); i++) {
        values.put(row.fields().get(i).name(), row.values().get(i));
      }
    } catch (IllegalArgumentException e) {
      points.kept().forEach(field -> values.put(field.name(), new Unreadable("")));
    }
    return values;
  }

  private Row part(List<Field> fields, RetrievedPoint point, Map<String, @Nullable Object> kept) {
    List<@Nullable Object> values = new ArrayList<>(fields.size());
    for (Field field : fields) {
      values.add(
          field.type().kind() == Kind.VECTOR
              ? vector(field, point, kept)
              : payload(field, point, kept));
    }
    return new Row(fields, values);
  }

  private @Nullable Object vector(
      Field field, RetrievedPoint point, Map<String, @Nullable Object> kept) {
    VectorOutput found = point.getVectors().getVectors().getVectorsMap().get(field.name());
    float[] stored = found == null ? null : numbers(found);
    if (!kept.containsKey(field.name())) {
      return stored;
    }
    Object declared = kept.get(field.name());
    if (declared == null || stored == null) {
      return declared == null ? stored : new Unreadable("no vector");
    }
    return declared instanceof float[] vector && hasDirectionOf(vector, stored) ? vector : stored;
  }

  @SuppressWarnings("deprecation") // a server before 1.16 fills only these
  private static float[] numbers(VectorOutput found) {
    List<Float> data = found.hasDense() ? found.getDense().getDataList() : found.getDataList();
    float[] numbers = new float[data.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = data.get(i);
    }
    return numbers;
  }

  private static boolean hasDirectionOf(float[] declared, float[] stored) {
    if (declared.length != stored.length) {
      return false;
    }
    double squares = 0;
    for (float number : declared) {
      squares += (double) number * number;
    }
    double length = Math.sqrt(squares);
    for (int i = 0; i < declared.length; i++) {
      double wanted = length == 0 ? 0 : declared[i] / length;
      boolean near = Math.abs(wanted - stored[i]) <= NEAR;
      if (!near && stored[i] != declared[i]) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable Object payload(
      Field field, RetrievedPoint point, Map<String, @Nullable Object> kept) {
    Value found = point.getPayloadMap().get(field.name());
    if (kept.containsKey(field.name())) {
      return asKept(field, found, kept.get(field.name()));
    }
    if (found == null || found.hasNullValue()) {
      return null;
    }
    try {
      return PayloadValues.scalar(field.type().kind(), found);
    } catch (RuntimeException e) {
      return new Unreadable(String.valueOf(found.getKindCase()));
    }
  }

  /** The kept value, if the payload that people see and search says the same. */
  private static @Nullable Object asKept(
      Field field, @Nullable Value found, @Nullable Object kept) {
    if (kept == null || found == null) {
      return kept == null && found == null ? null : new Unreadable("");
    }
    try {
      return PayloadValues.isSame(PayloadValues.of(field.name(), field.type(), kept), found)
          ? kept
          : new Unreadable("");
    } catch (RowRefused | ClassCastException e) {
      return new Unreadable("");
    }
  }
}
