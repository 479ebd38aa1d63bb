package dev.freshet.examples;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** HTTP requests below one address, each of which ends before the deadline. Thread safe. */
record HttpCalls(HttpClient client, URI address, @Nullable String token, Duration deadline) {
  private static final Set<Integer> BUSY = Set.of(408, 425, 429);

  static HttpCalls to(URI address, @Nullable Secret token, Duration deadline) throws IOException {
    String revealed = token == null ? null : token.reveal();
    return new HttpCalls(HttpClient.newHttpClient(), address, revealed, deadline);
  }

  /**
   * @throws IllegalArgumentException unless paths can be appended to the address
   */
  static void check(String place, URI address) {
    boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
    if (!web || address.getHost() == null || address.getUserInfo() != null) {
      throw new IllegalArgumentException(
          place + ": the address must be http or https, with a host and without a password");
    }
    if (address.getQuery() != null || address.getFragment() != null) {
      throw new IllegalArgumentException(
          place + ": the address must have no query and no fragment; found " + address);
    }
  }

  HttpRequest.Builder request(URI uri) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  /** The address of one element below this one. */
  URI element(String id) {
    String slash = address.getPath().endsWith("/") ? "" : "/";
    String encoded = URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    return URI.create(address + slash + encoded);
  }

  /**
   * @throws Unavailable if there is no answer in time, or the answer is to come back later
   */
  HttpResponse<byte[]> send(HttpRequest request) throws Unavailable, InterruptedException {
    String what = request.method() + " " + request.uri();
    CompletableFuture<HttpResponse<byte[]>> call =
        client.sendAsync(request, BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> response = call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      if (BUSY.contains(response.statusCode()) || response.statusCode() >= 500) {
        Duration retryAfter = retryAfter(response.headers(), Instant.now());
        throw new Unavailable(what + " was answered " + summary(response), null, retryAfter);
      }
      return response;
    } catch (ExecutionException e) {
      throw new Unavailable(what + " failed: " + e.getCause(), e);
    } catch (TimeoutException e) {
      throw new Unavailable(what + " was not answered within " + deadline.toSeconds() + " s", e);
    } finally {
      call.cancel(true);
    }
  }

  static boolean succeeded(HttpResponse<?> response) {
    return response.statusCode() / 100 == 2;
  }

  static boolean isGone(HttpResponse<?> response) {
    return response.statusCode() == 404 || response.statusCode() == 410;
  }

  /** The status and the beginning of the body. */
  static String summary(HttpResponse<byte[]> response) {
    String body = new String(response.body(), StandardCharsets.UTF_8).strip();
    String beginning = body.length() > 200 ? body.substring(0, 200) + "..." : body;
    return response.statusCode() + (beginning.isEmpty() ? "" : ": " + beginning);
  }

  /** From seconds or a date, as RFC 9110 has it; null if the server does not say. */
  static @Nullable Duration retryAfter(HttpHeaders headers, Instant now) {
    String value = headers.firstValue("Retry-After").orElse("");
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      Duration left = Duration.between(now, until);
      return left.isNegative() ? Duration.ZERO : left;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
