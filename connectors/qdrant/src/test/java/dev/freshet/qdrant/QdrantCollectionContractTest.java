package dev.freshet.qdrant;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Key;
import dev.freshet.qdrant.QdrantCollection.PayloadIndex;
import dev.freshet.qdrantserver.MemoryQdrant;
import dev.freshet.testkit.TargetConnectorContract;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.qdrant.client.WithPayloadSelectorFactory;
import io.qdrant.client.WithVectorsSelectorFactory;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.PointsGrpc;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * {@code qdrant} keeps what the engine relies on, against {@link MemoryQdrant}, which is not
 * Qdrant: or against a real server if {@code FRESHET_TEST_QDRANT=host:port} names one.
 */
final class QdrantCollectionContractTest
    extends TargetConnectorContract<QdrantCollection, QdrantCollectionContractTest.Chunk> {
  private static final String REAL = System.getenv("FRESHET_TEST_QDRANT");

  /** Its vector has one number that is not 0, so that every distance leaves it as it is. */
  record Chunk(@Key String address, String body, @Dimensions(3) float[] place) {}

  private static MemoryQdrant memory;
  private static ManagedChannel channel;
  private static String target;

  @BeforeAll
  static void start() throws IOException {
    if (REAL == null) {
      memory = new MemoryQdrant();
    }
    target = REAL == null ? "localhost:" + memory.port() : REAL;
    channel =
        Grpc.newChannelBuilder(target, InsecureChannelCredentials.create())
            .maxInboundMessageSize(Integer.MAX_VALUE)
            .build();
  }

  @AfterAll
  static void stop() throws Exception {
    channel.shutdownNow();
    if (memory != null) {
      memory.close();
    }
  }

  @Override
  protected QdrantCollectionConnector connector() {
    return new QdrantCollectionConnector();
  }

  @Override
  protected QdrantCollection spec(String place) {
    return new QdrantCollection("http://" + target, place);
  }

  @Override
  protected QdrantCollection edited(QdrantCollection spec) {
    return spec.withPayloadIndexes(Map.of("body", PayloadIndex.TEXT))
        .withHnsw(new QdrantCollection.Hnsw(8, 50))
        .withBatch(64);
  }

  @Override
  protected Chunk row(String key, String text) {
    float[] place = new float[3];
    place[Math.floorMod(text.hashCode(), 3)] = 1;
    return new Chunk(key, text, place);
  }

  @Override
  protected boolean writesRowByRow() {
    return false;
  }

  @Override
  protected Collection<Chunk> rowsAt(QdrantCollection spec) {
    List<Chunk> found = new ArrayList<>();
    ScrollPoints.Builder request =
        ScrollPoints.newBuilder()
            .setCollectionName(spec.collection())
            .setLimit(1000)
            .setWithPayload(WithPayloadSelectorFactory.enable(true))
            .setWithVectors(WithVectorsSelectorFactory.enable(true));
    try {
      ScrollResponse page;
      do {
        page = PointsGrpc.newBlockingStub(channel).scroll(request.build());
        page.getResultList().forEach(point -> found.add(chunk(point)));
        request.setOffset(page.getNextPageOffset());
      } while (page.hasNextPageOffset());
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() != Status.Code.NOT_FOUND) {
        throw e;
      }
    }
    return found;
  }

  private static Chunk chunk(RetrievedPoint point) {
    List<Float> numbers =
        point.getVectors().getVectors().getVectorsOrThrow("place").getDense().getDataList();
    float[] place = new float[numbers.size()];
    for (int i = 0; i < place.length; i++) {
      place[i] = numbers.get(i);
    }
    return new Chunk(
        point.getPayloadOrThrow("address").getStringValue(),
        point.getPayloadOrThrow("body").getStringValue(),
        place);
  }
}
