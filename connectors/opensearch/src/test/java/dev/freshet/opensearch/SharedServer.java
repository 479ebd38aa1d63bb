package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.elasticsearchserver.ElasticsearchServer;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import dev.freshet.opensearchserver.OpenSearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The real servers of all tests of this module, which start when asked and end with the tests. */
enum SharedServer {
  OPENSEARCH(Dialect.OPENSEARCH),
  ELASTICSEARCH(Dialect.ELASTICSEARCH);

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Dialect dialect;
  private @Nullable URI url;

  SharedServer(Dialect dialect) {
    this.dialect = dialect;
  }

  synchronized URI url() {
    if (url == null) {
      try {
        url = dialect == Dialect.OPENSEARCH ? startOpenSearch() : startElasticsearch();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
    return url;
  }

  private static URI startOpenSearch() throws IOException, InterruptedException {
    OpenSearchServer server = OpenSearchServer.start();
    closeWithTests(server);
    return server.url();
  }

  private static URI startElasticsearch() throws IOException, InterruptedException {
    ElasticsearchServer server = ElasticsearchServer.start();
    closeWithTests(server);
    return server.url();
  }

  private static void closeWithTests(AutoCloseable server) {
    Thread closing =
        new Thread(
            () -> {
              try {
                server.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    Runtime.getRuntime().addShutdownHook(closing);
  }

  /** So that a test that needs one of them does not start the other. */
  synchronized boolean isStarted() {
    return url != null;
  }

  /** An index here that has no replicas, since there is one node. */
  OpenSearchIndex index(String name) {
    return new OpenSearchIndex(url().toString(), name).withDialect(dialect).withShards(1, 0);
  }

  /** The answer, whatever its status. */
  JsonNode call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = CLIENT.send(request, BodyHandlers.ofByteArray());
    return Json.MAPPER.readTree(answer.body());
  }

  JsonNode get(String path) throws Exception {
    return call("GET", path, "");
  }

  /** The hits of all documents of an index, up to 10,000; none if there is no index. */
  JsonNode hits(String index) throws Exception {
    return found(index, "{\"size\": 10000}");
  }

  /** The hits of a search for what is there now. */
  JsonNode found(String index, String search) throws Exception {
    call("POST", "/" + index + "/_refresh", "");
    return call("POST", "/" + index + "/_search", search).path("hits").path("hits");
  }
}
