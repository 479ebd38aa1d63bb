package dev.freshet.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpPagesConnectorTest {
  private static final String FIRST = page("1", "a", "/rows?page=1");
  private static final String LAST = page("1", "b", null);

  private final List<ItemVersion> listed = new ArrayList<>();
  private HttpServer server;
  private ItemReader reader;
  private Function<String, Answer> answers = request -> new Answer(404, "");

  private record Answer(int status, String body) {}

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            Answer answer = answers.apply(exchange.getRequestURI().toString());
            byte[] body = answer.body().getBytes(UTF_8);
            exchange.getResponseHeaders().set("ETag", "\"7\"");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/rows");
    RowSchema none = new RowSchema(List.of(), List.of());
    reader =
        new HttpPagesConnector()
            .open(new Setup<>("rows", new HttpPages(address), none, Duration.ofSeconds(10)));
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static String page(String revision, String id, String next) {
    return "{\"revision\": \"%s\", \"items\": [{\"id\": \"%s\", \"etag\": \"7\"}]%s}"
        .formatted(revision, id, next == null ? "" : ", \"next\": \"" + next + "\"");
  }

  private void list() throws Exception {
    listed.clear();
    reader.list(listed::add);
  }

  private void answer(String first, String last) {
    answers = request -> new Answer(200, request.endsWith("page=1") ? last : first);
  }

  @Test
  void listsThePagesInOrder() throws Exception {
    answer(FIRST, LAST);
    list();
    assertThat(listed).containsExactly(new ItemVersion("a", "7"), new ItemVersion("b", "7"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "<html>",
        "{\"error\": \"please log in\"}",
        "{\"revision\": \"1\"}",
        "{\"items\": []}",
        "{\"revision\": \"1\", \"items\": null}",
        "{\"revision\": \"1\", \"items\": {}}",
        "{\"revision\": \"1\", \"items\": [{\"id\": null, \"etag\": \"7\"}]}",
        "{\"revision\": \"1\", \"items\": [{\"id\": \"b\"}]}",
        "{\"revision\": \"1\", \"items\": [{\"etag\": \"7\"}]}",
        "{\"revision\": \"1\", \"items\": [], \"next\": \"/rows\"}",
        "{\"revision\": \"1\", \"items\": [], \"next\": \"http://elsewhere.example/rows\"}"
      })
  void reportsNothingIfAPageIsNotUnderstood(String last) {
    answer(FIRST, last);
    assertThatThrownBy(this::list).isInstanceOf(Exception.class);
    assertThat(listed).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 401, 404, 429, 500})
  void reportsNothingIfAPageFails(int status) {
    answers =
        request -> request.endsWith("page=1") ? new Answer(status, "no") : new Answer(200, FIRST);
    assertThatThrownBy(this::list).hasMessageContaining(status + ": no");
    assertThat(listed).isEmpty();
  }

  @Test
  void beginsAnewIfTheCollectionChanges() throws Exception {
    List<String> requests = new ArrayList<>();
    answers =
        request -> {
          requests.add(request);
          boolean changed = requests.size() > 1;
          String revision = changed ? "2" : "1";
          String last = page(revision, "c", null);
          String first = page(revision, "b", "/rows?page=1");
          return new Answer(200, request.endsWith("page=1") ? last : first);
        };
    list();
    assertThat(listed).containsExactly(new ItemVersion("b", "7"), new ItemVersion("c", "7"));
    assertThat(requests).hasSize(4);
  }

  @Test
  void givesUpOnACollectionThatAlwaysChanges() {
    answer(FIRST, page("2", "b", null));
    assertThatThrownBy(this::list)
        .isInstanceOf(Unavailable.class)
        .hasMessageEndingWith("changed each time it was listed");
    assertThat(listed).isEmpty();
  }

  @Test
  void readsWhatIsThere() throws Exception {
    answers =
        request ->
            switch (request) {
              case "/rows/a%2Fb" -> new Answer(200, "text");
              case "/rows/gone" -> new Answer(410, "");
              default -> new Answer(403, "not yours");
            };
    List<ItemContent> contents = reader.read(List.of("a/b", "gone", "secret"));
    assertThat(contents).extracting(ItemContent::key).containsExactly("a/b", "secret");
    assertThat(contents.get(0).version()).isEqualTo("\"7\"");
    assertThat(contents.get(0).content()).isEqualTo("text".getBytes(UTF_8));
    assertThat(contents.get(1).failure()).hasMessage("403: not yours");
  }
}
