package dev.freshet.qdrantserver;

import static dev.freshet.qdrantserver.MemoryCollections.answer;
import static dev.freshet.qdrantserver.MemoryCollections.collection;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.PayloadSchemaType;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.FieldType;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.UpdateResult;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.Iterator;

/** The service of points. */
final class MemoryPoints extends PointsGrpc.PointsImplBase {
  private final MemoryQdrant server;

  MemoryPoints(MemoryQdrant server) {
    this.server = server;
  }

  private static PointsOperationResponse done(boolean waited) {
    UpdateStatus status = waited ? UpdateStatus.Completed : UpdateStatus.Acknowledged;
    return PointsOperationResponse.newBuilder()
        .setResult(UpdateResult.newBuilder().setStatus(status))
        .build();
  }

  @Override
  public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> out) {
    answer(
        out,
        () -> {
          collection(server, request.getCollectionName()).upsert(request.getPointsList());
          return done(request.getWait());
        });
  }

  @Override
  public void delete(DeletePoints request, StreamObserver<PointsOperationResponse> out) {
    answer(
        out,
        () -> {
          MemoryCollection found = collection(server, request.getCollectionName());
          request
              .getPoints()
              .getPoints()
              .getIdsList()
              .forEach(id -> found.points().remove(id.getUuid()));
          return done(request.getWait());
        });
  }

  @Override
  public void scroll(ScrollPoints request, StreamObserver<ScrollResponse> out) {
    answer(
        out,
        () -> {
          MemoryCollection found = collection(server, request.getCollectionName());
          Iterator<RetrievedPoint> rest =
              found.points().tailMap(request.getOffset().getUuid()).values().iterator();
          ScrollResponse.Builder page = ScrollResponse.newBuilder();
          while (rest.hasNext() && page.getResultCount() < request.getLimit()) {
            page.addResult(rest.next());
          }
          if (rest.hasNext()) {
            page.setNextPageOffset(rest.next().getId());
          }
          return page.build();
        });
  }

  @Override
  public void query(QueryPoints request, StreamObserver<QueryResponse> out) {
    answer(
        out,
        () ->
            QueryResponse.newBuilder()
                .addAllResult(
                    collection(server, request.getCollectionName())
                        .nearest(
                            request.getUsing(),
                            request.getQuery().getNearest().getDense().getDataList(),
                            request.getLimit()))
                .build());
  }

  @Override
  public void createFieldIndex(
      CreateFieldIndexCollection request, StreamObserver<PointsOperationResponse> out) {
    answer(
        out,
        () -> {
          collection(server, request.getCollectionName())
              .indexes()
              .put(request.getFieldName(), schemaType(request.getFieldType()));
          return done(request.getWait());
        });
  }

  private static PayloadSchemaType schemaType(FieldType type) {
    return PayloadSchemaType.valueOf(type.name().replace("FieldType", ""));
  }

  @Override
  public void deleteFieldIndex(
      DeleteFieldIndexCollection request, StreamObserver<PointsOperationResponse> out) {
    answer(
        out,
        () -> {
          collection(server, request.getCollectionName()).indexes().remove(request.getFieldName());
          return done(request.getWait());
        });
  }
}
