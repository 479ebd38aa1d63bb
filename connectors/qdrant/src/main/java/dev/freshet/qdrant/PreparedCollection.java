package dev.freshet.qdrant;

import dev.freshet.api.FoundRow;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import io.qdrant.client.QueryFactory;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Common.PointId;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.PointStruct;
import io.qdrant.client.grpc.Points.PointsIdsList;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsSelector;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One collection, opened to be written and listed. */
final class PreparedCollection implements AutoCloseable {
  private final Server server;
  private final QdrantCollection spec;
  private final RowPoints points;

  private PreparedCollection(Server server, Setup<QdrantCollection> setup) {
    this.server = server;
    this.spec = setup.spec();
    this.points = new RowPoints(setup);
  }

  /**
   * @throws IOException if there is no such collection, or one of another shape
   */
  static PreparedCollection open(Setup<QdrantCollection> setup) throws Exception {
    Server server = Server.of(setup);
    try {
      new CollectionSetup(server, setup).expectReady();
      return new PreparedCollection(server, setup);
    } catch (Exception e) {
      server.close();
      throw e;
    }
  }

  RowPoints points() {
    return points;
  }

  int batch() {
    return spec.batch();
  }

  /** On return the points are applied, and found by whoever searches. */
  void upsert(List<PointStruct> batch) throws Exception {
    UpsertPoints request =
        UpsertPoints.newBuilder()
            .setCollectionName(spec.collection())
            .setWait(true)
            .addAllPoints(batch)
            .build();
    apply(
        "writing %d points".formatted(batch.size()),
        doing -> server.points(doing, stub -> stub.upsert(request)));
  }

  void delete(List<PointId> batch) throws Exception {
    PointsSelector which =
        PointsSelector.newBuilder().setPoints(PointsIdsList.newBuilder().addAllIds(batch)).build();
    DeletePoints request =
        DeletePoints.newBuilder()
            .setCollectionName(spec.collection())
            .setWait(true)
            .setPoints(which)
            .build();
    apply(
        "deleting %d points".formatted(batch.size()),
        doing -> server.points(doing, stub -> stub.delete(request)));
  }

  private interface Change {
    PointsOperationResponse apply(String doing) throws Exception;
  }

  private void apply(String doing, Change change) throws Exception {
    PointsOperationResponse response;
    try {
      response = change.apply(doing);
    } catch (CallRefused e) {
      throw e.blamesNoRow() ? new Unavailable(String.valueOf(e.getMessage()), e) : e;
    }
    UpdateStatus status = response.getResult().getStatus();
    if (status != UpdateStatus.Completed) {
      throw new Unavailable(
          "%s: %s was taken in, and is %s instead of applied"
              .formatted(server.place().name(), doing, status));
    }
  }

  void list(Consumer<Upsert<Row, Row>> rows) throws Exception {
    StoredPoints stored = new StoredPoints(points);
    PointId next = null;
    do {
      ScrollPoints request = page(next);
      ScrollResponse page = server.points("listing its points", stub -> stub.scroll(request));
      page.getResultList().forEach(point -> rows.accept(stored.row(point)));
      next = page.hasNextPageOffset() ? page.getNextPageOffset() : null;
    } while (next != null);
  }

  private ScrollPoints page(@Nullable PointId from) {
    ScrollPoints.Builder page =
        ScrollPoints.newBuilder()
            .setCollectionName(spec.collection())
            .setLimit(spec.batch())
            .setWithPayload(WithPayloadSelectorFactory.enable(true))
            .setWithVectors(WithVectorsSelectorFactory.enable(true));
    return (from == null ? page : page.setOffset(from)).build();
  }

  /** The nearest by the first vector that is as long as that of the text. */
  List<FoundRow> find(RowSearch search) throws Exception {
    float[] vector = search.vector();
    if (vector == null) {
      throw new IllegalArgumentException(
          "its points are found by vectors, and the flow has no function that says that of a text"
              + " (embed, or one of yours that implements EmbedsText)");
    }
    return nearest(search.vectorIn(points.schema()).name(), vector, search.most());
  }

  private List<FoundRow> nearest(String name, float[] vector, int most) throws Exception {
    QueryPoints request =
        QueryPoints.newBuilder()
            .setCollectionName(spec.collection())
            .setQuery(QueryFactory.nearest(vector))
            .setUsing(name)
            .setLimit(most)
            .setWithPayload(WithPayloadSelectorFactory.enable(true))
            .setWithVectors(WithVectorsSelectorFactory.enable(true))
            .build();
    StoredPoints stored = new StoredPoints(points);
    List<FoundRow> found = new ArrayList<>();
    for (ScoredPoint point :
        server.points("searching it", stub -> stub.query(request)).getResultList()) {
      Upsert<Row, Row> row =
          stored.row(
              RetrievedPoint.newBuilder()
                  .setId(point.getId())
                  .putAllPayload(point.getPayloadMap())
                  .setVectors(point.getVectors())
                  .build());
      found.add(new FoundRow(point.getScore(), row.key(), row.value()));
    }
    return found;
  }

  @Override
  public void close() {
    server.close();
  }
}
