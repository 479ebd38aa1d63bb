package dev.freshet.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestRowsConnectorTest {
  private static final Row NOTHING = new Row(List.of(), List.of());

  private final List<String> seen = new ArrayList<>();
  private final CountDownLatch hold = new CountDownLatch(1);
  private HttpServer server;
  private int status = 200;
  private String retryAfter = "";
  private boolean holds;

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            String token = exchange.getRequestHeaders().getFirst("Authorization");
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + token);
            if (!retryAfter.isEmpty()) {
              exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            byte[] body = "a reason".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, holds ? 100 : body.length);
            exchange.getResponseBody().write(body);
            if (holds) {
              exchange.getResponseBody().flush();
              hold.await();
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    hold.countDown();
    server.stop(0);
  }

  private Setup<RestRows> setup(RestRows spec, Duration deadline) {
    return new Setup<>("rows", spec, new RowSchema(List.of(), List.of()), deadline);
  }

  private RestRows spec() {
    return new RestRows(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/rows"));
  }

  private Batch<HttpCalls, String, Row> send(String key) throws Exception {
    return send(spec(), Duration.ofSeconds(10), key);
  }

  private Batch<HttpCalls, String, Row> send(RestRows spec, Duration deadline, String key)
      throws Exception {
    RestRowsConnector connector = new RestRowsConnector();
    HttpCalls calls = connector.prepare(setup(spec, deadline));
    Batch<HttpCalls, String, Row> batch =
        new Batch<>(calls, 1, List.of(new Upsert<>(key, NOTHING)), List.of());
    connector.mutate(List.of(batch));
    return batch;
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 425, 429, 500, 502, 503, 504})
  void aBusyServiceIsUnavailableAndBlamesNoRow(int answer) {
    status = answer;
    retryAfter = "7";
    assertThatThrownBy(() -> send("a"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable -> assertThat(unavailable.retryAfter()).isEqualTo(Duration.ofSeconds(7)))
        .hasMessageContaining(answer + ": a reason");
  }

  @Test
  void understandsADateAfterWhichToTryAgain() {
    status = 503;
    ZonedDateTime inAnHour = ZonedDateTime.now(ZoneOffset.UTC).plusHours(1);
    retryAfter = DateTimeFormatter.RFC_1123_DATE_TIME.format(inAnHour);
    assertThatThrownBy(() -> send("a"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            unavailable ->
                assertThat(unavailable.retryAfter())
                    .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "soon", "-1", "99999999999999999999"})
  void aRetryAfterThatIsNotUnderstoodIsLeftOut(String text) {
    status = 503;
    retryAfter = text;
    assertThatThrownBy(() -> send("a"))
        .isInstanceOfSatisfying(
            Unavailable.class, unavailable -> assertThat(unavailable.retryAfter()).isNull());
  }

  @Test
  void aDateThatHasPassedMeansNow() {
    var headers =
        HttpHeaders.of(
            Map.of("Retry-After", List.of("Wed, 21 Oct 2015 07:28:00 GMT")), (name, value) -> true);
    assertThat(HttpCalls.retryAfter(headers, Instant.now())).isEqualTo(Duration.ZERO);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 401, 403, 404, 409, 422})
  void anyOtherAnswerRejectsTheRow(int answer) throws Exception {
    status = answer;
    assertThat(send("a").rejected())
        .containsExactly("a: PUT was answered " + answer + ": a reason");
  }

  @Test
  void anAnswerThatDoesNotEndIsUnavailableAtTheDeadline() {
    holds = true;
    assertThatThrownBy(() -> send(spec(), Duration.ofMillis(200), "a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("not answered within");
  }

  @Test
  void aServiceThatIsNotThereIsUnavailable() {
    server.stop(0);
    assertThatThrownBy(() -> send("a")).isInstanceOf(Unavailable.class);
  }

  @Test
  void keysAreNamesWhateverIsInThem() throws Exception {
    send("a/b?c#d e+f%");
    assertThat(seen).containsExactly("PUT /rows/a%2Fb%3Fc%23d%20e%2Bf%25 null");
    assertThat(send("..").rejected()).hasSize(1);
    assertThat(seen).hasSize(1);
  }

  @Test
  void whatWasNeverSentNeedNoDeletion() throws Exception {
    RestRowsConnector connector = new RestRowsConnector();
    HttpCalls calls = connector.prepare(setup(spec(), Duration.ofSeconds(10)));
    Batch<HttpCalls, String, Row> batch =
        new Batch<>(calls, 1, List.of(), List.of(new Delete<>("..")));
    connector.mutate(List.of(batch));
    assertThat(seen).isEmpty();
    assertThat(batch.rejected()).isEmpty();
  }

  @Test
  void sendsTheTokenThatASecretNames(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("token"), "t0ken\n");
    send(new RestRows(spec().address(), new Secret("file:" + file)), Duration.ofSeconds(9), "a");
    assertThat(seen).containsExactly("PUT /rows/a Bearer t0ken");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://x/rows", "rows", "http://me:secret@x/rows", "http://x/rows?a=b"})
  void refusesAddressesToWhichNoKeyCanBeAppended(String address) {
    RestRows spec = new RestRows(URI.create(address));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RestRowsConnector().check(setup(spec, Duration.ofSeconds(1))))
        .withMessageStartingWith("target rows: ")
        .withMessageNotContaining("secret");
  }
}
