package dev.freshet.opensearch;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.TargetSpec;
import java.util.List;
import java.util.Map;

/**
 * One index of OpenSearch or Elasticsearch, one of its documents for each row. The index is made
 * from the type of the rows, with a strict mapping: a field for each component, under the
 * component's own name. The id of a document is {@link dev.freshet.api.Row#id()} of its key.
 *
 * @param url {@code http://host:9200} or {@code https://host}, with a path if the server is below
 *     one; never with a credential in it
 * @param user together with {@code password}
 * @param apiKey instead of user and password: sent as {@code ApiKey} to Elasticsearch, and as
 *     {@code Bearer} to OpenSearch
 * @param certificate a file (PEM) with the authority to trust instead of those of the JDK
 * @param texts what is found by its words, and how
 * @param shards of the index; another number is another index
 * @param replicas of each shard
 * @param refresh when a written row is found by whoever searches
 * @param bulkBytes the most that one request carries, unless a single row is larger; 8 MiB by
 *     default
 */
public record OpenSearchIndex(
    String url,
    String index,
    @Nullable String user,
    @Nullable Secret password,
    @Nullable Secret apiKey,
    @Nullable String certificate,
    Dialect dialect,
    Texts texts,
    Vectors vectors,
    int shards,
    int replicas,
    Refresh refresh,
    long bulkBytes)
    implements TargetSpec {

  public OpenSearchIndex(String url, String index) {
    this(url, index, null, null);
  }

  public OpenSearchIndex(
      String url, String index, @Nullable String user, @Nullable Secret password) {
    this(
        url,
        index,
        user,
        password,
        null,
        null,
        Dialect.OPENSEARCH,
        new Texts(),
        new Vectors(),
        1,
        1,
        Refresh.NONE,
        8L << 20);
  }

  public OpenSearchIndex withApiKey(Secret newApiKey) {
    return with(
        newApiKey, certificate, dialect, texts, vectors, shards, replicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withCertificate(String newCertificate) {
    return with(
        apiKey, newCertificate, dialect, texts, vectors, shards, replicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withDialect(Dialect newDialect) {
    return with(
        apiKey, certificate, newDialect, texts, vectors, shards, replicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withTexts(Texts newTexts) {
    return with(
        apiKey, certificate, dialect, newTexts, vectors, shards, replicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withVectors(Vectors newVectors) {
    return with(
        apiKey, certificate, dialect, texts, newVectors, shards, replicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withShards(int newShards, int newReplicas) {
    return with(
        apiKey, certificate, dialect, texts, vectors, newShards, newReplicas, refresh, bulkBytes);
  }

  public OpenSearchIndex withRefresh(Refresh newRefresh) {
    return with(
        apiKey, certificate, dialect, texts, vectors, shards, replicas, newRefresh, bulkBytes);
  }

  public OpenSearchIndex withBulkBytes(long newBulkBytes) {
    return with(
        apiKey, certificate, dialect, texts, vectors, shards, replicas, refresh, newBulkBytes);
  }

  /** Of the same place, with these options. */
  private OpenSearchIndex with(
      @Nullable Secret newApiKey,
      @Nullable String newCertificate,
      Dialect newDialect,
      Texts newTexts,
      Vectors newVectors,
      int newShards,
      int newReplicas,
      Refresh newRefresh,
      long newBulkBytes) {
    return new OpenSearchIndex(
        url,
        index,
        user,
        password,
        newApiKey,
        newCertificate,
        newDialect,
        newTexts,
        newVectors,
        newShards,
        newReplicas,
        newRefresh,
        newBulkBytes);
  }

  /** Which of the two families the server is of; they differ in vectors and API keys. */
  public enum Dialect {
    OPENSEARCH,
    ELASTICSEARCH
  }

  /** When a search finds what was written. It is safe either way. */
  public enum Refresh {
    /** When the server refreshes the index, by default every second. */
    NONE,
    /** A request is answered when the server has refreshed, which takes up to that second. */
    WAIT,
    /** Before the engine goes on. Costs the server the most. */
    NOW
  }

  /**
   * What texts are. Those of the key are found as a whole.
   *
   * @param analyzer what makes words of a text: one of the server's, its own choice if empty
   * @param analyzers by component
   * @param keyword the components that are found as a whole instead of by their words
   */
  public record Texts(String analyzer, Map<String, String> analyzers, List<String> keyword) {
    public Texts {
      analyzers = Map.copyOf(analyzers);
      keyword = List.copyOf(keyword);
    }

    public Texts() {
      this("", Map.of(), List.of());
    }

    public Texts(List<String> keyword) {
      this("", Map.of(), keyword);
    }
  }

  /**
   * The graphs (HNSW) of vectors.
   *
   * @param space of vectors that are not named in {@code spaces}
   * @param spaces by component
   * @param engine that keeps the graphs; Elasticsearch has one alone
   * @param m edges of a vector, 2 to 512
   * @param efConstruction how many neighbours are considered while a vector finds its place, 2 to
   *     4,096
   * @param efSearch how many a search considers, for engines of which that is a setting; the
   *     server's choice if 0
   */
  public record Vectors(
      Space space,
      Map<String, Space> spaces,
      Engine engine,
      int m,
      int efConstruction,
      int efSearch) {
    public Vectors {
      spaces = Map.copyOf(spaces);
    }

    public Vectors() {
      this(Space.COSINE);
    }

    public Vectors(Space space) {
      this(space, Map.of(), Engine.LUCENE, 16, 100, 0);
    }
  }

  /** What makes two vectors near. */
  public enum Space {
    COSINE,
    L2,
    INNER_PRODUCT
  }

  /** What keeps graphs in OpenSearch. */
  public enum Engine {
    LUCENE,
    /** Needs the native libraries that OpenSearch's own packages have. */
    FAISS
  }
}
