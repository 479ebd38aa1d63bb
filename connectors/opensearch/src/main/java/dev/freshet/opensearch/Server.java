package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.api.internal.RetryAfter;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls to one server, each of which ends by the deadline. */
final class Server {
  private final Place place;
  private final HttpClient client;
  private final @Nullable String authorization;
  private final List<String> secrets;
  private final Duration deadline;

  private Server(
      Place place,
      HttpClient client,
      @Nullable String authorization,
      List<String> secrets,
      Duration deadline) {
    this.place = place;
    this.client = client;
    this.authorization = authorization;
    this.secrets = secrets;
    this.deadline = deadline;
  }

  /** Connects with the first call. */
  static Server of(Setup<OpenSearchIndex> setup) throws IOException {
    OpenSearchIndex spec = setup.spec();
    Place place = Place.of(spec);
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(setup.callDeadline());
    if (spec.certificate() != null) {
      client.sslContext(Trust.of(place, spec.certificate()));
    }
    List<String> secrets = new ArrayList<>();
    String authorization = authorization(spec, secrets);
    return new Server(place, client.build(), authorization, secrets, setup.callDeadline());
  }

  private static @Nullable String authorization(OpenSearchIndex spec, List<String> secrets)
      throws IOException {
    Secret key = spec.apiKey();
    if (key != null) {
      String revealed = key.reveal();
      if (!revealed.matches("[!-~]+")) {
        throw new IOException(
            Place.of(spec).name()
                + ": the api-key has other characters than the visible ones of ASCII; is it all of"
                + " the file, or a line too much?");
      }
      secrets.add(revealed);
      return (spec.dialect() == Dialect.ELASTICSEARCH ? "ApiKey " : "Bearer ") + revealed;
    }
    Secret password = spec.password();
    if (password == null) {
      return null;
    }
    String revealed = password.reveal();
    byte[] login = (spec.user() + ":" + revealed).getBytes(StandardCharsets.UTF_8);
    String encoded = Base64.getEncoder().encodeToString(login);
    secrets.add(encoded);
    secrets.add(revealed);
    return "Basic " + encoded;
  }

  Place place() {
    return place;
  }

  Duration deadline() {
    return deadline;
  }

  /** A call to the index itself, such as {@code /_mapping}. */
  JsonNode ofIndex(String doing, String method, String path, @Nullable ObjectNode body)
      throws Exception {
    return call(doing, method, "/" + place.index() + path, body);
  }

  JsonNode call(String doing, String method, String path, @Nullable ObjectNode body)
      throws Exception {
    byte[] sent = body == null ? new byte[0] : Json.MAPPER.writeValueAsBytes(body);
    return parsed(doing, send(doing, method, path, "application/json", sent));
  }

  /**
   * @param lines one JSON value each
   */
  JsonNode bulk(String doing, String path, byte[] lines, int length) throws Exception {
    HttpRequest.BodyPublisher body = BodyPublishers.ofByteArray(lines, 0, length);
    return parsed(doing, send(doing, "POST", path, "application/x-ndjson", body));
  }

  byte[] send(String doing, String method, String path, String type, byte[] body) throws Exception {
    return send(doing, method, path, type, BodyPublishers.ofByteArray(body));
  }

  private JsonNode parsed(String doing, byte[] answer) throws Unavailable {
    try {
      return Json.MAPPER.readTree(answer);
    } catch (IOException noJson) {
      throw new Unavailable(
          place.name()
              + ": "
              + doing
              + " was answered with what is no JSON. Is the url that of the server?");
    }
  }

  private byte[] send(
      String doing, String method, String path, String type, HttpRequest.BodyPublisher body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(place.address() + path))
            .method(method, body.contentLength() == 0 ? BodyPublishers.noBody() : body);
    if (body.contentLength() > 0) {
      request.header("Content-Type", type);
    }
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    HttpResponse<byte[]> answer = answer(doing, request.build());
    if (answer.statusCode() / 100 == 2) {
      return answer.body();
    }
    throw place.failed(doing, errorOf(answer), retryAfter(answer));
  }

  private HttpResponse<byte[]> answer(String doing, HttpRequest request) throws Exception {
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      return call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw place.unanswered(doing, e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      throw new Unavailable(
          "%s: %s was not answered within %d ms; the server may still do it"
              .formatted(place.name(), doing, deadline.toMillis()),
          e);
    } finally {
      call.cancel(true);
    }
  }

  private ServerError errorOf(HttpResponse<byte[]> answer) {
    String body = new String(answer.body(), StandardCharsets.UTF_8);
    for (String secret : secrets) {
      body = secret.isEmpty() ? body : body.replace(secret, "***");
    }
    try {
      JsonNode error = Json.MAPPER.readTree(body).path("error");
      if (!error.isMissingNode()) {
        return ServerError.of(answer.statusCode(), error);
      }
    } catch (IOException noJson) {
      return ServerError.ofText(answer.statusCode(), body);
    }
    return ServerError.ofText(answer.statusCode(), body);
  }

  private static @Nullable Duration retryAfter(HttpResponse<?> answer) {
    return RetryAfter.of(answer.headers().firstValue("Retry-After").orElse(null), Instant.now());
  }
}
