package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.Context;
import dev.freshet.api.Dimensions;
import dev.freshet.api.Item;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Key;
import dev.freshet.api.Target;
import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import dev.freshet.opensearchserver.OpenSearchServer;
import dev.freshet.opensearchserver.SearchGate;
import dev.freshet.opensearchserver.SearchGate.Answer;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Documents of flows on the real engine and in a real OpenSearch, on good days and on bad ones. */
class OpenSearchIT {
  private static final String FLOW =
      """
      name: to-opensearch
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: "dev.freshet.dist.OpenSearchIT$Letters", target: notes}
      targets:
        notes:
          type: opensearch
          url: $url
          index: notes
          user: me
          password: file:$directory/password
          replicas: 0
          texts: {keyword: [text]}
          vectors: {space: cosine, m: 8}
          bulk-bytes: 1MiB
      """;

  private static OpenSearchServer server;

  /** A line of a document, and where it is among others. */
  public record Note(@Key String id, String text, @Dimensions(3) float[] letters) {}

  /** Declares a note for every line that reads {@code id=text}. */
  public record Letters(Target<Note> target) implements ItemFunction {
    @Override
    public void apply(Item item, Context context) {
      item.text().lines().forEach(line -> context.declare(target, note(line.split("=", 2))));
    }

    private static Note note(String[] parts) {
      float[] letters = new float[3];
      parts[1].chars().forEach(letter -> letters[letter % 3]++);
      return new Note(parts[0], parts[1], letters);
    }
  }

  @TempDir Path directory;
  private Workshop workshop;
  private SearchGate gate;

  @BeforeAll
  static void startServer() throws Exception {
    server = OpenSearchServer.start();
  }

  @AfterAll
  static void stopServer() throws Exception {
    server.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    gate = SearchGate.before(server.url());
    gate.expect("Basic bWU6c2VzYW1l");
    workshop = new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "1h"));
    Files.writeString(directory.resolve("password"), "sesame\n");
    workshop.write("a", "a=one");
    workshop.write("b", "b=one\nc=two");
  }

  @AfterEach
  void stop() throws Exception {
    gate.close();
    call("DELETE", "/notes,pages?ignore_unavailable=true", "");
  }

  private static JsonNode call(String method, String path, String body) throws Exception {
    URI uri = server.url().resolve(path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return new ObjectMapper()
        .readTree(HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray()).body());
  }

  private static Map<String, String> found(String index, String key, String value)
      throws Exception {
    call("POST", "/" + index + "/_refresh", "");
    Map<String, String> found = new TreeMap<>();
    for (JsonNode hit : call("GET", "/" + index + "/_search?size=100", "").at("/hits/hits")) {
      JsonNode source = hit.path("_source");
      found.put(source.path(key).asText(), source.path(value).asText());
    }
    return found;
  }

  private static Map<String, String> notes() throws Exception {
    return found("notes", "id", "text");
  }

  private String flow(String yaml) throws IOException {
    return workshop.flow(yaml.replace("$url", gate.url()));
  }

  private RunReport update(String yaml) throws Exception {
    return workshop.update(flow(yaml));
  }

  @Test
  void sendsOnlyTheDocumentsThatChangedAndVerifiesThem() throws Exception {
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("a", "one", "b", "one", "c", "two"));

    workshop.write("b", "b=three\nd=ü ' \" \\ ?");
    workshop.delete("a");
    RunReport report = update(FLOW);
    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("notes")).isEqualTo(new TargetCounts(2, 2, 0, 0));
    assertThat(notes()).isEqualTo(Map.of("b", "three", "d", "ü ' \" \\ ?"));
    assertThat(workshop.runs(flow(FLOW)).verify(false).damaged()).isZero();

    for (JsonNode hit : call("GET", "/notes/_search", "").at("/hits/hits")) {
      boolean isB = hit.at("/_source/id").asText().equals("b");
      call(isB ? "DELETE" : "PUT", "/notes/_doc/" + hit.path("_id").asText(), "{\"id\": \"d\"}");
    }
    assertThat(workshop.runs(flow(FLOW)).verify(false).targets().get("notes"))
        .isEqualTo(new TargetRowCounts(2, 1, 1, 0, true));
    assertThat(workshop.runs(flow(FLOW)).verify(true).repaired()).isEqualTo(2);
    assertThat(notes()).isEqualTo(Map.of("b", "three", "d", "ü ' \" \\ ?"));
  }

  @Test
  void aRowThatTheServerRefusesIsReportedAndTheOthersGoOn() throws Exception {
    workshop.write("b", "b=two\nbad=");
    RunReport report = update(FLOW);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .startsWith("row \"bad\": 400 mapper_parsing_exception: failed to parse field")
                    .contains("[letters]"));
    assertThat(notes()).isEqualTo(Map.of("a", "one", "b", "two"));
    workshop.write("b", "b=two\nbad=good");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).containsEntry("bad", "good");
  }

  @Test
  void documentsThatAFullDiskKeptWaitingArriveInTheNextRun() throws Exception {
    update(FLOW);
    call("PUT", "/notes/_settings", "{\"index.blocks.read_only_allow_delete\": true}");
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=late");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageContaining("OpenSearch index notes at " + gate.url())
        .hasMessageContaining("give its disks more room");
    assertThat(notes()).containsEntry("a", "one");
    call("PUT", "/notes/_settings", "{\"index.blocks.read_only_allow_delete\": null}");
    workshop.write("c", "d=one");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("a", "late", "b", "one", "c", "two", "d", "one"));
  }

  @Test
  void aWrongPasswordIsSaidBeforeAnythingIsTouchedAndIsNotShown() throws Exception {
    Files.writeString(directory.resolve("password"), "not-the-right-one");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("Check the options user and password")
        .message()
        .doesNotContain("not-the-right-one");
    assertThat(notes()).isEmpty();
  }

  @Test
  void aServerThatIsCutOffInTheMiddleLosesNothing() throws Exception {
    update(FLOW);
    gate.answer(request -> request.isBulk() ? Answer.LOST : Answer.OF_SERVER);
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=late");
    assertThatThrownBy(() -> update(FLOW)).isInstanceOf(RunFailure.class);
    gate.open();
    workshop.delete("a");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("b", "one", "c", "two"));
  }

  @Test
  void theExampleRunsFromTheJobJar() throws Exception {
    workshop.write("tides.md", "# Tides\n\nEbbing and flowing.");
    String example =
        Files.readString(Path.of("../../conf/markdown-to-opensearch.yaml"))
            .replace("path: docs", "path: $docs")
            .replace("https://localhost:9200", "$url")
            .replace("user: freshet", "user: me")
            .replace("env:FRESHET_OPENSEARCH_PASSWORD", "file:$directory/password");
    try (PackagedLauncher launcher = PackagedLauncher.in(directory.resolve("home"))) {
      Outcome outcome = launcher.run(directory, "update", flow(example));
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.err()).doesNotContain("WARN");
    }
    assertThat(found("pages", "filename", "html")).containsOnlyKeys("tides.md");
    String search = "{\"query\": {\"match\": {\"html\": \"ebbing\"}}}";
    assertThat(call("POST", "/pages/_search", search).at("/hits/hits")).hasSize(1);
  }
}
