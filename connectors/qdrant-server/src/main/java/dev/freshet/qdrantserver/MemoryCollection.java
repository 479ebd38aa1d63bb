package dev.freshet.qdrantserver;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CollectionStatus;
import io.qdrant.client.grpc.Collections.Distance;
import io.qdrant.client.grpc.Collections.PayloadSchemaInfo;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.NamedVectorsOutput;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.Vector;
import io.qdrant.client.grpc.Points.VectorOutput;
import io.qdrant.client.grpc.Points.VectorsOutput;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** One collection of {@link MemoryQdrant}: points by id, as a client gets them. */
public final class MemoryCollection {
  private final NavigableMap<String, RetrievedPoint> points = new ConcurrentSkipListMap<>();
  private final Map<String, PayloadSchemaType> indexes = new TreeMap<>();
  private CollectionConfig config;

  private MemoryCollection(CollectionConfig config) {
    this.config = config;
  }

  public static MemoryCollection of(CollectionConfig config) {
    return new MemoryCollection(config);
  }

  public NavigableMap<String, RetrievedPoint> points() {
    return points;
  }

  public Map<String, PayloadSchemaType> indexes() {
    return indexes;
  }

  public synchronized CollectionConfig config() {
    return config;
  }

  /** A payload of every point. */
  public List<String> texts(String name) {
    return points.values().stream()
        .map(point -> point.getPayloadMap().getOrDefault(name, Value.getDefaultInstance()))
        .map(Value::getStringValue)
        .sorted()
        .toList();
  }

  synchronized void configure(CollectionConfig changed) {
    config = changed;
  }

  synchronized CollectionInfo info() {
    CollectionInfo.Builder info =
        CollectionInfo.newBuilder()
            .setStatus(CollectionStatus.Green)
            .setConfig(config)
            .setPointsCount(points.size());
    indexes.forEach(
        (path, type) ->
            info.putPayloadSchema(path, PayloadSchemaInfo.newBuilder().setDataType(type).build()));
    return info.build();
  }

  /** All or none, as one operation of the real server. */
  synchronized void upsert(List<PointStruct> batch) {
    List<RetrievedPoint> stored = batch.stream().map(this::stored).toList();
    stored.forEach(point -> points.put(point.getId().getUuid(), point));
  }

  /** By comparing all of them. */
  synchronized List<ScoredPoint> nearest(String name, List<Float> vector, long most) {
    VectorParams params = params(name, vector);
    boolean apart =
        params.getDistance() == Distance.Euclid || params.getDistance() == Distance.Manhattan;
    List<Float> wanted = params.getDistance() == Distance.Cosine ? normalized(vector) : vector;
    Comparator<ScoredPoint> best = Comparator.comparing(ScoredPoint::getScore);
    return points.values().stream()
        .filter(point -> point.getVectors().getVectors().containsVectors(name))
        .map(point -> scored(point, name, wanted, params.getDistance()))
        .sorted(apart ? best : best.reversed())
        .limit(most)
        .toList();
  }

  private static ScoredPoint scored(
      RetrievedPoint point, String name, List<Float> wanted, Distance distance) {
    List<Float> found =
        point.getVectors().getVectors().getVectorsOrThrow(name).getDense().getDataList();
    double score = 0;
    for (int i = 0; i < found.size(); i++) {
      double apart = found.get(i) - wanted.get(i);
      score +=
          switch (distance) {
            case Euclid -> apart * apart;
            case Manhattan -> Math.abs(apart);
            default -> found.get(i) * wanted.get(i);
          };
    }
    return ScoredPoint.newBuilder()
        .setId(point.getId())
        .putAllPayload(point.getPayloadMap())
        .setVectors(point.getVectors())
        .setScore((float) (distance == Distance.Euclid ? Math.sqrt(score) : score))
        .build();
  }

  private VectorParams params(String name, List<Float> numbers) {
    VectorParams params =
        config.getParams().getVectorsConfig().getParamsMap().getMapMap().get(name);
    if (params == null) {
      throw refused("Not existing vector name error: " + name);
    }
    if (numbers.size() != params.getSize()) {
      throw refused(
          "Vector dimension error: expected dim: " + params.getSize() + ", got " + numbers.size());
    }
    return params;
  }

  private RetrievedPoint stored(PointStruct point) {
    if (!point.hasId() || point.getId().getUuid().isEmpty()) {
      throw refused("Unable to parse UUID");
    }
    NamedVectorsOutput.Builder vectors = NamedVectorsOutput.newBuilder();
    point
        .getVectors()
        .getVectors()
        .getVectorsMap()
        .forEach((name, vector) -> vectors.putVectors(name, stored(name, vector)));
    RetrievedPoint.Builder stored =
        RetrievedPoint.newBuilder()
            .setId(point.getId())
            .setVectors(VectorsOutput.newBuilder().setVectors(vectors));
    point.getPayloadMap().forEach((name, value) -> stored.putPayload(name, json(value)));
    return stored.build();
  }

  private VectorOutput stored(String name, Vector vector) {
    List<Float> numbers = vector.getDense().getDataList();
    VectorParams params = params(name, numbers);
    List<Float> kept = params.getDistance() == Distance.Cosine ? normalized(numbers) : numbers;
    return VectorOutput.newBuilder().setDense(DenseVector.newBuilder().addAllData(kept)).build();
  }

  private static List<Float> normalized(List<Float> numbers) {
    float squares = 0;
    for (float number : numbers) {
      squares += number * number;
    }
    float length = (float) Math.sqrt(squares);
    return length < 1e-6f ? numbers : numbers.stream().map(number -> number / length).toList();
  }

  /** Numbers that JSON does not have become null there. */
  private static Value json(Value value) {
    if (value.hasDoubleValue() && !Double.isFinite(value.getDoubleValue())) {
      return Value.newBuilder().setNullValueValue(0).build();
    }
    return value;
  }

  private static StatusRuntimeException refused(String why) {
    return Status.INVALID_ARGUMENT.withDescription("Wrong input: " + why).asRuntimeException();
  }
}
