package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.opensearchserver.OpenSearchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** The one server of all tests of this module, which ends with them; and calls to it. */
final class SharedServer {
  static final OpenSearchServer SERVER = start();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private SharedServer() {}

  private static OpenSearchServer start() {
    try {
      OpenSearchServer server = OpenSearchServer.start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void close(OpenSearchServer server) {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String url() {
    return SERVER.url().toString();
  }

  /** The answer, whatever its status. */
  static JsonNode call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(SERVER.url().resolve(path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    HttpResponse<byte[]> answer = CLIENT.send(request, BodyHandlers.ofByteArray());
    return JSON.readTree(answer.body());
  }

  static JsonNode get(String path) throws Exception {
    return call("GET", path, "");
  }

  /** The hits of all documents of an index, up to 10,000; none if there is no index. */
  static JsonNode hits(String index) throws Exception {
    call("POST", "/" + index + "/_refresh", "");
    return call("POST", "/" + index + "/_search", "{\"size\": 10000}").path("hits").path("hits");
  }
}
