package dev.freshet.qdrant;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.TargetSpec;
import java.util.Map;

/**
 * One collection of a Qdrant server, one of its points for each row. The collection is made from
 * the type of the rows: a named vector for each {@code float[]} component, under the component's
 * own name; all other components are payload under theirs. The id of a point is {@link
 * dev.freshet.api.Row#id()} of its key.
 *
 * @param url {@code http://host:6334}, or {@code https://host:6334} for TLS: the gRPC port; never
 *     with a credential in it
 * @param apiKey what the server asks for, if it does
 * @param certificate a file (PEM) with the authority to trust instead of those of the JDK
 * @param distance of vectors that are not named in {@code distances}
 * @param distances by vector
 * @param payloadIndexes by component, or by path into a nested one, such as {@code author.name}
 * @param hnsw the graph of every vector
 * @param vectorsOnDisk whether the server reads vectors from disk instead of keeping them in memory
 * @param batch how many points are sent in one request, 1 to 1,000
 */
public record QdrantCollection(
    String url,
    String collection,
    @Nullable Secret apiKey,
    @Nullable String certificate,
    Distance distance,
    Map<String, Distance> distances,
    Map<String, PayloadIndex> payloadIndexes,
    Hnsw hnsw,
    boolean vectorsOnDisk,
    int batch)
    implements TargetSpec {

  public QdrantCollection {
    distances = Map.copyOf(distances);
    payloadIndexes = Map.copyOf(payloadIndexes);
  }

  public QdrantCollection(String url, String collection) {
    this(url, collection, null);
  }

  public QdrantCollection(String url, String collection, @Nullable Secret apiKey) {
    this(
        url,
        collection,
        apiKey,
        null,
        Distance.COSINE,
        Map.of(),
        Map.of(),
        new Hnsw(16, 100),
        false,
        128);
  }

  public QdrantCollection withCertificate(String newCertificate) {
    return with(
        apiKey, newCertificate, distance, distances, payloadIndexes, hnsw, vectorsOnDisk, batch);
  }

  public QdrantCollection withDistance(Distance newDistance) {
    return with(
        apiKey, certificate, newDistance, distances, payloadIndexes, hnsw, vectorsOnDisk, batch);
  }

  public QdrantCollection withDistances(Map<String, Distance> newDistances) {
    return with(
        apiKey, certificate, distance, newDistances, payloadIndexes, hnsw, vectorsOnDisk, batch);
  }

  public QdrantCollection withPayloadIndexes(Map<String, PayloadIndex> newPayloadIndexes) {
    return with(
        apiKey, certificate, distance, distances, newPayloadIndexes, hnsw, vectorsOnDisk, batch);
  }

  public QdrantCollection withHnsw(Hnsw newHnsw) {
    return with(
        apiKey, certificate, distance, distances, payloadIndexes, newHnsw, vectorsOnDisk, batch);
  }

  public QdrantCollection withVectorsOnDisk(boolean newVectorsOnDisk) {
    return with(
        apiKey, certificate, distance, distances, payloadIndexes, hnsw, newVectorsOnDisk, batch);
  }

  public QdrantCollection withBatch(int newBatch) {
    return with(
        apiKey, certificate, distance, distances, payloadIndexes, hnsw, vectorsOnDisk, newBatch);
  }

  /** Of the same place, with these options. */
  private QdrantCollection with(
      @Nullable Secret newApiKey,
      @Nullable String newCertificate,
      Distance newDistance,
      Map<String, Distance> newDistances,
      Map<String, PayloadIndex> newPayloadIndexes,
      Hnsw newHnsw,
      boolean newVectorsOnDisk,
      int newBatch) {
    return new QdrantCollection(
        url,
        collection,
        newApiKey,
        newCertificate,
        newDistance,
        newDistances,
        newPayloadIndexes,
        newHnsw,
        newVectorsOnDisk,
        newBatch);
  }

  /** What makes two vectors near. */
  public enum Distance {
    /** The server keeps vectors at length 1; the declared numbers are kept in the payload. */
    COSINE,
    /** For vectors of length 1 the same as cosine, and they are kept once. */
    DOT,
    EUCLID,
    MANHATTAN
  }

  /** What a payload index is for. */
  public enum PayloadIndex {
    /** The whole text. */
    KEYWORD,
    INTEGER,
    FLOAT,
    BOOL,
    /** The words of a text. */
    TEXT,
    DATETIME,
    UUID
  }

  /**
   * The graph of vectors: larger is more exact, and slower to build.
   *
   * @param m edges of a vector, 0 (no graph) to 1,024
   * @param efConstruct how many neighbours are considered while a vector finds its place, at least
   *     4
   */
  public record Hnsw(int m, int efConstruct) {}
}
