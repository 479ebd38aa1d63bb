package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import io.grpc.Status;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Collections.CollectionInfo;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.HnswConfigDiff;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.Collections.VectorParams;
import io.qdrant.client.grpc.Collections.VectorParamsDiff;
import io.qdrant.client.grpc.Collections.VectorParamsDiffMap;
import io.qdrant.client.grpc.Collections.VectorParamsMap;
import io.qdrant.client.grpc.Collections.VectorsConfig;
import io.qdrant.client.grpc.Collections.VectorsConfigDiff;
import io.qdrant.client.grpc.QdrantOuterClass.HealthCheckRequest;
import java.io.IOException;
import java.util.Map;

/** Makes, alters and drops one collection. What Freshet made bears a mark in its metadata. */
final class CollectionSetup {
  private static final String MARK = "freshet";

  private final Server server;
  private final QdrantCollection spec;
  private final Map<String, VectorShape> shapes;

  CollectionSetup(Server server, Setup<QdrantCollection> setup) {
    this.server = server;
    this.spec = setup.spec();
    this.shapes = VectorShape.of(spec, setup.schema());
  }

  /** Makes the collection if there is none; one that is there keeps its points. */
  void create() throws Exception {
    alter(Map.of());
  }

  /**
   * @param indexesBefore those that the flow declared before, which go if it no longer does
   */
  void alter(Map<String, PayloadIndex> indexesBefore) throws Exception {
    CollectionInfo found = info();
    if (found == null) {
      found = make();
    }
    expectOurs(found);
    expectFit(found);
    updateGraph();
    new PayloadIndexes(server, spec).alter(found.getPayloadSchemaMap(), indexesBefore);
  }

  /** Leaves a collection alone that Freshet did not make. */
  void drop() throws Exception {
    CollectionInfo found = info();
    if (found != null && isOurs(found)) {
      delete();
    }
  }

  /**
   * @throws IOException if there is no collection, or one that cannot hold the rows
   */
  void expectReady() throws Exception {
    CollectionInfo found = info();
    if (found == null) {
      throw new IOException(
          place() + " is not there any more; run update --full, or make it if it is yours");
    }
    expectFit(found);
  }

  private @Nullable CollectionInfo info() throws Exception {
    var request =
        GetCollectionInfoRequest.newBuilder().setCollectionName(spec.collection()).build();
    try {
      return server.collections("looking at it", stub -> stub.get(request)).getResult();
    } catch (CallRefused e) {
      if (e.code() == Status.Code.NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  private CollectionInfo make() throws Exception {
    VectorParamsMap.Builder vectors = VectorParamsMap.newBuilder();
    shapes.forEach(
        (name, shape) ->
            vectors.putMap(
                name,
                VectorParams.newBuilder()
                    .setSize(shape.size())
                    .setDistance(shape.distance())
                    .setOnDisk(spec.vectorsOnDisk())
                    .build()));
    CreateCollection request =
        CreateCollection.newBuilder()
            .setCollectionName(spec.collection())
            .setVectorsConfig(VectorsConfig.newBuilder().setParamsMap(vectors))
            .setHnswConfig(graph())
            .putMetadata(
                MARK, ValueFactory.value("made by Freshet, which drops it with its target"))
            .build();
    try {
      server.collections("making it", stub -> stub.create(request));
    } catch (CallRefused e) {
      CollectionInfo ofAnother = info();
      if (ofAnother == null) {
        throw e;
      }
      return ofAnother;
    }
    CollectionInfo made = info();
    if (made == null) {
      throw new IOException(place() + " went away while it was being made; run again");
    }
    if (!isOurs(made)) {
      undo();
    }
    return made;
  }

  /** A server that knows no metadata would keep the collection without the mark. */
  private void undo() throws Exception {
    String version =
        server
            .server(
                "asking its version",
                stub -> stub.healthCheck(HealthCheckRequest.getDefaultInstance()))
            .getVersion();
    delete();
    throw new IOException(
        place()
            + " cannot be marked as Freshet's: the server has version "
            + version
            + " and keeps no metadata of collections, as Qdrant does from 1.16 on. Use a newer one,"
            + " or make the collection yourself and say managed-by-user");
  }

  private void delete() throws Exception {
    var request = DeleteCollection.newBuilder().setCollectionName(spec.collection()).build();
    try {
      server.collections("dropping it", stub -> stub.delete(request));
    } catch (CallRefused e) {
      if (e.code() != Status.Code.NOT_FOUND) {
        throw e;
      }
    }
  }

  private static boolean isOurs(CollectionInfo found) {
    return found.getConfig().containsMetadata(MARK);
  }

  private void expectOurs(CollectionInfo found) throws IOException {
    if (!isOurs(found)) {
      throw new IOException(
          place()
              + " is there already, and Freshet did not make it. Name another collection, or say"
              + " managed-by-user if rows shall go into that one");
    }
  }

  private void expectFit(CollectionInfo found) throws IOException {
    Map<String, VectorShape> there = VectorShape.found(found.getConfig().getParams());
    for (Map.Entry<String, VectorShape> wanted : shapes.entrySet()) {
      VectorShape shape = there.get(wanted.getKey());
      if (!wanted.getValue().equals(shape)) {
        throw new IOException(
            "%s has another shape: wanted the named vector %s with %s, found %s. Delete that collection, or name another"
                .formatted(
                    place(),
                    wanted.getKey(),
                    wanted.getValue(),
                    shape == null ? "the vectors " + there : "it with " + shape));
      }
    }
  }

  private void updateGraph() throws Exception {
    UpdateCollection.Builder request =
        UpdateCollection.newBuilder().setCollectionName(spec.collection()).setHnswConfig(graph());
    if (!shapes.isEmpty()) {
      VectorParamsDiffMap.Builder vectors = VectorParamsDiffMap.newBuilder();
      for (String name : shapes.keySet()) {
        vectors.putMap(name, VectorParamsDiff.newBuilder().setOnDisk(spec.vectorsOnDisk()).build());
      }
      request.setVectorsConfig(VectorsConfigDiff.newBuilder().setParamsMap(vectors));
    }
    server.collections("altering it", stub -> stub.update(request.build()));
  }

  private HnswConfigDiff graph() {
    return HnswConfigDiff.newBuilder()
        .setM(spec.hnsw().m())
        .setEfConstruct(spec.hnsw().efConstruct())
        .build();
  }

  private String place() {
    return server.place().name();
  }
}
