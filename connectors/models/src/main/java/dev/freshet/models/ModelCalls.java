package dev.freshet.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts JSON to one endpoint. A server that is busy or away is asked again, after as long as it
 * says in {@code Retry-After} or after ever longer pauses, until the endpoint's patience ends.
 * Thread safe; when one call was told to wait, all do.
 */
final class ModelCalls {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);
  private static final int SHOWN = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ModelEndpoint endpoint;
  private final AtomicLong pausedUntil = new AtomicLong(System.nanoTime());
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  ModelCalls(ModelEndpoint endpoint) {
    this.endpoint = endpoint;
  }

  /** A request that names the model. */
  ObjectNode request() {
    return JSON.createObjectNode().put("model", endpoint.name());
  }

  /**
   * @param path below the endpoint's url
   * @param answered runs when an answer has come, before it is read
   * @throws IOException that says what the server answered
   */
  JsonNode post(String path, ObjectNode body, Runnable answered)
      throws IOException, InterruptedException {
    HttpRequest request = request(path, body);
    long start = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    while (true) {
      await();
      Trouble trouble = null;
      try {
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          answered.run();
          return JSON.readTree(response.body());
        }
        trouble = Trouble.of(response, where(request));
      } catch (JsonProcessingException e) {
        throw new IOException(where(request) + " answered what is not JSON", e);
      } catch (IOException e) {
        trouble = new Trouble(where(request) + " cannot be reached: " + reason(e), true, null, e);
      }
      Duration wait = trouble.retryAfter() == null ? pause : trouble.retryAfter();
      long spent = System.nanoTime() - start;
      if (!trouble.passes() || spent + wait.toNanos() > endpoint.patience().toNanos()) {
        throw new IOException(trouble.message(), trouble.cause());
      }
      pauseAll(wait, trouble);
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
              ? LONGEST_PAUSE
              : pause.multipliedBy(2);
    }
  }

  private HttpRequest request(String path, ObjectNode body) throws IOException {
    String base = endpoint.url().toString();
    URI address =
        URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .timeout(endpoint.timeout())
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    if (endpoint.apiKey() != null) {
      request.header("Authorization", "Bearer " + endpoint.apiKey().reveal());
    }
    return request.build();
  }

  private String where(HttpRequest request) {
    return "Model " + endpoint.name() + " at " + request.uri();
  }

  private void await() throws InterruptedException {
    long left = pausedUntil.get() - System.nanoTime();
    while (left > 0) {
      Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
      left = pausedUntil.get() - System.nanoTime();
    }
  }

  /** Only the caller waits where it alone had trouble. */
  private void pauseAll(Duration wait, Trouble trouble) throws InterruptedException {
    if (trouble.retryAfter() == null) {
      Thread.sleep(wait.toMillis());
    } else {
      long until = System.nanoTime() + wait.toNanos();
      pausedUntil.accumulateAndGet(until, (a, b) -> a - b > 0 ? a : b);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    String kind = e.getClass().getSimpleName();
    return message == null || message.isBlank() ? kind : kind + ": " + message;
  }

  /**
   * @param passes whether the same call may succeed later
   */
  private record Trouble(
      String message, boolean passes, @Nullable Duration retryAfter, @Nullable IOException cause) {

    static Trouble of(HttpResponse<String> response, String where) {
      int status = response.statusCode();
      String body = response.body().strip();
      String shown = body.length() > SHOWN ? body.substring(0, SHOWN) + "..." : body;
      boolean passes = status == 408 || status == 409 || status == 429 || status >= 500;
      Duration retryAfter =
          status == 429 || status == 503
              ? RetryAfter.of(
                  response.headers().firstValue("Retry-After").orElse(null), Instant.now())
              : null;
      return new Trouble(where + " answered " + status + ": " + shown, passes, retryAfter, null);
    }
  }
}
