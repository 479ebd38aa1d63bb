package dev.freshet.qdrantserver;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CollectionParams;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import io.qdrant.client.grpc.CollectionsGrpc;
import java.util.function.Supplier;

/** The service of collections. */
final class MemoryCollections extends CollectionsGrpc.CollectionsImplBase {
  private final MemoryQdrant server;

  MemoryCollections(MemoryQdrant server) {
    this.server = server;
  }

  static <A> void answer(StreamObserver<A> out, Supplier<A> answer) {
    A given;
    try {
      given = answer.get();
    } catch (RuntimeException e) {
      out.onError(e);
      return;
    }
    out.onNext(given);
    out.onCompleted();
  }

  static MemoryCollection collection(MemoryQdrant server, String name) {
    MemoryCollection found = server.collections().get(name);
    if (found == null) {
      throw Status.NOT_FOUND
          .withDescription("Not found: Collection `" + name + "` doesn't exist!")
          .asRuntimeException();
    }
    return found;
  }

  @Override
  public void get(GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> out) {
    answer(
        out,
        () ->
            GetCollectionInfoResponse.newBuilder()
                .setResult(collection(server, request.getCollectionName()).info())
                .build());
  }

  @Override
  public void create(CreateCollection request, StreamObserver<CollectionOperationResponse> out) {
    answer(
        out,
        () -> {
          CollectionConfig.Builder config =
              CollectionConfig.newBuilder()
                  .setParams(
                      CollectionParams.newBuilder().setVectorsConfig(request.getVectorsConfig()))
                  .setHnswConfig(request.getHnswConfig());
          if (server.keepsMetadata()) {
            config.putAllMetadata(request.getMetadataMap());
          }
          MemoryCollection made = MemoryCollection.of(config.build());
          if (server.collections().putIfAbsent(request.getCollectionName(), made) != null) {
            throw Status.ALREADY_EXISTS
                .withDescription("Collection `" + request.getCollectionName() + "` already exists!")
                .asRuntimeException();
          }
          return CollectionOperationResponse.newBuilder().setResult(true).build();
        });
  }

  @Override
  public void update(UpdateCollection request, StreamObserver<CollectionOperationResponse> out) {
    answer(
        out,
        () -> {
          MemoryCollection found = collection(server, request.getCollectionName());
          CollectionConfig.Builder config = found.config().toBuilder();
          config.getHnswConfigBuilder().mergeFrom(request.getHnswConfig());
          var vectors = config.getParamsBuilder().getVectorsConfigBuilder().getParamsMapBuilder();
          request
              .getVectorsConfig()
              .getParamsMap()
              .getMapMap()
              .forEach(
                  (name, diff) ->
                      vectors.putMap(
                          name,
                          vectors.getMapOrThrow(name).toBuilder()
                              .setOnDisk(diff.getOnDisk())
                              .build()));
          found.configure(config.build());
          return CollectionOperationResponse.newBuilder().setResult(true).build();
        });
  }

  @Override
  public void delete(DeleteCollection request, StreamObserver<CollectionOperationResponse> out) {
    answer(
        out,
        () ->
            CollectionOperationResponse.newBuilder()
                .setResult(server.collections().remove(request.getCollectionName()) != null)
                .build());
  }
}
