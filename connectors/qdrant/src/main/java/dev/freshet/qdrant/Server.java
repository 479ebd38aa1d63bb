package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.AbstractStub;
import io.qdrant.client.MetadataCredentials;
import io.qdrant.client.grpc.CollectionsGrpc;
import io.qdrant.client.grpc.CollectionsGrpc.CollectionsBlockingStub;
import io.qdrant.client.grpc.PointsGrpc;
import io.qdrant.client.grpc.PointsGrpc.PointsBlockingStub;
import io.qdrant.client.grpc.QdrantGrpc;
import io.qdrant.client.grpc.QdrantGrpc.QdrantBlockingStub;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

/** One connection to a server; every call of it ends by the deadline. */
final class Server implements AutoCloseable {
  /** Tells of its own start otherwise, on the console of whoever uses it. */
  private static final Logger OF_GRPC = Logger.getLogger("io.grpc");

  static {
    OF_GRPC.setLevel(Level.WARNING);
  }

  private final Place place;
  private final ManagedChannel channel;
  private final @Nullable String apiKey;
  private final Duration deadline;

  private Server(Place place, ManagedChannel channel, @Nullable String apiKey, Duration deadline) {
    this.place = place;
    this.channel = channel;
    this.apiKey = apiKey;
    this.deadline = deadline;
  }

  /** Connects with the first call. */
  static Server of(Setup<QdrantCollection> setup) throws IOException {
    QdrantCollection spec = setup.spec();
    Place place = Place.of(spec);
    Secret secret = spec.apiKey();
    String apiKey = secret == null ? null : secret.reveal();
    ManagedChannel channel =
        Grpc.newChannelBuilderForAddress(
                place.address().host(), place.address().port(), credentials(place, spec))
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
    return new Server(place, channel, apiKey, setup.callDeadline());
  }

  private static ChannelCredentials credentials(Place place, QdrantCollection spec)
      throws IOException {
    if (!place.address().tls()) {
      return InsecureChannelCredentials.create();
    }
    String certificate = spec.certificate();
    if (certificate == null) {
      return TlsChannelCredentials.create();
    }
    try {
      return TlsChannelCredentials.newBuilder().trustManager(new File(certificate)).build();
    } catch (IOException e) {
      throw new IOException(
          place.name() + ": the certificate " + certificate + " cannot be read: " + e.getMessage(),
          e);
    }
  }

  Place place() {
    return place;
  }

  <T> T collections(String doing, Function<CollectionsBlockingStub, T> call) throws Exception {
    return call(doing, CollectionsGrpc.newBlockingStub(channel), call);
  }

  <T> T points(String doing, Function<PointsBlockingStub, T> call) throws Exception {
    return call(doing, PointsGrpc.newBlockingStub(channel), call);
  }

  <T> T server(String doing, Function<QdrantBlockingStub, T> call) throws Exception {
    return call(doing, QdrantGrpc.newBlockingStub(channel), call);
  }

  private <S extends AbstractStub<S>, T> T call(String doing, S stub, Function<S, T> call)
      throws Exception {
    S limited = stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS);
    if (apiKey != null) {
      limited = limited.withCallCredentials(new MetadataCredentials(apiKey, Map.of()));
    }
    try {
      return call.apply(limited);
    } catch (StatusRuntimeException e) {
      throw place.failed(doing, e, apiKey);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
