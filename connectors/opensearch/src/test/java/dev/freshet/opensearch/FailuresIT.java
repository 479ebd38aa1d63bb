package dev.freshet.opensearch;

import static dev.freshet.opensearch.IndexTrial.field;
import static dev.freshet.opensearch.IndexTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Secret;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import dev.freshet.opensearchserver.SearchGate;
import dev.freshet.opensearchserver.SearchGate.Answer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What errors become, of a real server and of a gate before it; and that nothing is lost. */
final class FailuresIT {
  private static final SharedServer SERVER = SharedServer.OPENSEARCH;

  @TempDir Path directory;
  private SearchGate gate;
  private IndexTrial trial;

  @BeforeEach
  void start() throws Exception {
    gate = SearchGate.before(SERVER.url());
    OpenSearchIndex spec =
        new OpenSearchIndex(gate.url(), "failing").withShards(1, 0).withBulkBytes(1024);
    trial = IndexTrial.of(spec, field("text", Kind.TEXT), vector("v", 2)).created();
  }

  @AfterEach
  void stop() throws Exception {
    gate.open();
    SERVER.call("PUT", "/failing/_settings", "{\"index.blocks.read_only_allow_delete\": null}");
    trial.dropped();
    gate.close();
  }

  private List<Upsert<Row, Row>> rows(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> trial.row("key-" + i, "text " + i, new float[] {1, i}))
        .toList();
  }

  private List<String> writeMany() throws Exception {
    return trial.mutate(rows(50), List.of());
  }

  private void expectAllOfMany() throws Exception {
    gate.open();
    assertThat(writeMany()).isEmpty();
    assertThat(trial.listed()).containsExactlyInAnyOrderElementsOf(rows(50));
  }

  private static Unavailable unavailable(ThrowingCallable call) {
    Unavailable[] found = new Unavailable[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(Unavailable.class, failure -> found[0] = failure);
    return found[0];
  }

  private void failBulk(int which, Answer answer) {
    AtomicInteger bulks = new AtomicInteger();
    gate.answer(
        request ->
            request.isBulk() && bulks.getAndIncrement() == which ? answer : Answer.OF_SERVER);
  }

  @Test
  void aServerBelowAPathIsWrittenAndListed() throws Exception {
    expectAllOfMany();
    assertThat(gate.requests()).contains("POST /failing/_bulk");
  }

  @Test
  void anIndexThatIsAsWantedIsOnlyLookedAt() throws Exception {
    int before = gate.requests().size();
    trial.created();
    assertThat(gate.requests().subList(before, gate.requests().size()))
        .isNotEmpty()
        .containsOnly("GET /failing");
  }

  @Test
  void aServerThatIsAwayBlamesNoRow() throws Exception {
    int unused;
    try (ServerSocket socket = new ServerSocket(0)) {
      unused = socket.getLocalPort();
    }
    IndexTrial away =
        trial.with(new OpenSearchIndex("http://localhost:" + unused + "/path", "failing"));
    assertThat(unavailable(() -> away.write(away.row("a", "", new float[] {1, 2}))))
        .hasMessageContaining("OpenSearch index failing at http://localhost:" + unused + "/path")
        .hasMessageContaining("ConnectException")
        .hasMessageContaining("Is the server up");
  }

  @Test
  void aServerThatIsBusyIsGivenThePatienceItAsksFor() throws Exception {
    for (int status : new int[] {429, 503}) {
      failBulk(1, Answer.error(status, "busy_exception", "later", "Retry-After: 7"));
      Unavailable failure = unavailable(this::writeMany);
      assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      assertThat(failure)
          .hasMessageContaining("rows failed, " + status + " busy_exception: later")
          .hasMessageContaining("asks for patience");
    }
    expectAllOfMany();
  }

  @Test
  void aRowThatIsNotTakenNowIsNotTakenForRefused() throws Exception {
    for (String type : List.of("unavailable_shards_exception", "rejected_execution_exception")) {
      int status = type.startsWith("unavailable") ? 503 : 429;
      gate.answer(
          request -> request.isBulk() ? someOf(request.body(), status, type) : Answer.OF_SERVER);
      assertThat(unavailable(this::writeMany)).hasMessageContaining(status + " " + type);
    }
    expectAllOfMany();
  }

  /** Every row of the request applied but the last. */
  private static Answer someOf(byte[] body, int status, String type) {
    StringBuilder items = new StringBuilder();
    List<String> ids =
        new String(body, StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.startsWith("{\"index\""))
            .map(line -> line.replaceAll(".*\"_id\":\"([^\"]*)\".*", "$1"))
            .toList();
    for (String id : ids) {
      boolean isLast = id.equals(ids.get(ids.size() - 1));
      items
          .append(items.isEmpty() ? "" : ",")
          .append("{\"index\":{\"_id\":\"%s\",\"status\":%d".formatted(id, isLast ? status : 201))
          .append(isLast ? ",\"error\":{\"type\":\"%s\"}}}".formatted(type) : "}}");
    }
    return Answer.of(200, "{\"errors\":true,\"items\":[" + items + "]}");
  }

  @Test
  void anAnswerThatLeavesRowsOutIsNoSuccess() throws Exception {
    failBulk(0, Answer.of(200, "{\"errors\":false,\"items\":[]}"));
    assertThat(unavailable(this::writeMany)).hasMessageContaining("without a word on each row");
    failBulk(0, Answer.of(200, "<html>Welcome</html>"));
    assertThat(unavailable(this::writeMany)).hasMessageContaining("what is no JSON");
    expectAllOfMany();
  }

  @Test
  void aConnectionThatIsCutLosesNothing() throws Exception {
    for (Answer answer : List.of(Answer.CUT, Answer.LOST)) {
      failBulk(2, answer);
      assertThat(unavailable(this::writeMany)).hasMessageContaining("Is the server up");
    }
    expectAllOfMany();
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftAtTheDeadline() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    failBulk(1, Answer.after(later));
    IndexTrial hasty = trial.within(Duration.ofMillis(500));
    assertThat(unavailable(() -> hasty.mutate(rows(50), List.of())))
        .hasMessageContaining("was not answered within 500 ms");
    later.countDown();
    expectAllOfMany();
  }

  @Test
  void aDocumentThatTheServerRefusesIsRejectedWithItsField() throws Exception {
    List<String> reasons =
        trial.write(
            trial.row("a", "one", new float[] {1, 2}),
            trial.row("zero", "two", new float[] {0, 0}),
            trial.row("c", "three", new float[] {1, 2}));
    assertThat(reasons)
        .singleElement()
        .asString()
        .startsWith("row \"zero\": 400 mapper_parsing_exception: failed to parse field [v]")
        .contains("zero vector is not supported");
    assertThat(trial.listedKeys()).containsExactly("a", "c");
  }

  @Test
  void aDocumentThatIsTooLargeForAProxyIsRejectedOnceItIsAlone() throws Exception {
    gate.answer(
        request ->
            request.isBulk() && request.body().length > 3000
                ? Answer.of(413, "<html>Request Entity Too Large</html>")
                : Answer.OF_SERVER);
    assertThat(
            trial.write(
                trial.row("a", "one", new float[] {1, 2}),
                trial.row("large", "x".repeat(5000), new float[] {1, 2})))
        .singleElement()
        .asString()
        .startsWith("row \"large\": 413: <html>");
    assertThat(trial.listedKeys()).containsExactly("a");
    IndexTrial inOne = trial.with(trial.spec().withBulkBytes(1 << 20));
    assertThatThrownBy(() -> inOne.mutate(rows(50), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("413")
        .hasMessageContaining("smaller bulk-bytes");
  }

  /** As the server blocks an index when its disk is full; deletes and setup still go. */
  @Test
  void aFullDiskIsTheServersTroubleAndNoRows() throws Exception {
    trial.write(trial.row("a", "one", new float[] {1, 2}));
    SERVER.call("PUT", "/failing/_settings", "{\"index.blocks.read_only_allow_delete\": true}");
    assertThat(unavailable(this::writeMany))
        .hasMessageContaining("cluster_block_exception")
        .hasMessageContaining("disk")
        .hasMessageContaining("more room");
    SERVER.call("PUT", "/failing/_settings", "{\"index.blocks.read_only_allow_delete\": null}");
    expectAllOfManyAnd("a");
  }

  private void expectAllOfManyAnd(String key) throws Exception {
    assertThat(writeMany()).isEmpty();
    assertThat(trial.listedKeys()).hasSize(51).contains(key);
  }

  @Test
  void anIndexThatIsGoneIsSaidAndNotMadeByAWrite() throws Exception {
    SERVER.call("DELETE", "/failing", "");
    assertThatThrownBy(this::writeMany)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is not there any more; run update --full");
    trial.created();
    OpenSearchIndexConnector connector = new OpenSearchIndexConnector();
    PreparedIndex prepared = connector.prepare(trial.setup());
    SERVER.call("DELETE", "/failing", "");
    assertThat(unavailable(prepared::expectStill)).hasMessageContaining("run update --full");
    trial.created();
    assertThat(unavailable(prepared::expectStill))
        .hasMessageContaining("was deleted and made anew");
  }

  private IndexTrial withPassword(Path file) {
    return trial.with(
        new OpenSearchIndex(gate.url(), "failing", "me", new Secret("file:" + file))
            .withShards(1, 0));
  }

  @Test
  void aWrongPasswordIsSaidAndNeverShown() throws Exception {
    gate.expect("Basic bWU6c2VzYW1l");
    assertThatThrownBy(trial::created)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("Check the options user and password, or api-key");
    Path file = Files.writeString(directory.resolve("password"), "not-the-right-one\n");
    IndexTrial wrong = withPassword(file);
    assertThatThrownBy(wrong::created)
        .hasMessageContaining("Unauthorized: Basic ***")
        .satisfies(failure -> showsNone(failure, "not-the-right-one", "bWU6bm90"));
    Files.writeString(file, "sesame\n");
    wrong.created();
    assertThat(wrong.write(wrong.row("a", "one", new float[] {1, 2}))).isEmpty();
  }

  @Test
  void aPasswordThatIsTakenAwayWhileWritingBlamesNoRow() throws Exception {
    failBulk(1, Answer.error(403, "security_exception", "no permissions"));
    assertThat(unavailable(this::writeMany))
        .hasMessageContaining("security_exception: no permissions")
        .hasMessageContaining("what they may do");
    expectAllOfMany();
  }

  @Test
  void anApiKeyIsSentAsTheServerExpectsIt() throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "a-key");
    IndexTrial keyed = trial.with(trial.spec().withApiKey(new Secret("file:" + file)));
    gate.expect("Bearer a-key");
    keyed.created();
    gate.expect("ApiKey a-key");
    IndexTrial elastic = keyed.with(keyed.spec().withDialect(Dialect.ELASTICSEARCH));
    elastic.dropped();
    assertThat(SERVER.get("/failing").path("status").asInt()).isEqualTo(404);
    gate.expect("ApiKey another");
    assertThatThrownBy(elastic::created)
        .hasMessageContaining("Elasticsearch index failing")
        .satisfies(failure -> showsNone(failure, "a-key"));
    Files.writeString(file, "a\nb");
    assertThatThrownBy(elastic::created)
        .hasMessageContaining("api-key has other characters")
        .satisfies(failure -> showsNone(failure, "a\nb"));
  }

  private static void showsNone(Throwable error, String... secrets) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain(secrets);
    }
  }

  @Test
  void aListingIsWholeOrFails() throws Exception {
    expectAllOfMany();
    gate.answer(
        request ->
            request.line().endsWith("/_search")
                ? Answer.of(
                    200, "{\"_scroll_id\":\"x\",\"_shards\":{\"failed\":1},\"hits\":{\"hits\":[]}}")
                : Answer.OF_SERVER);
    assertThatThrownBy(trial::listed).hasMessageContaining("not all of its shards answered");
    gate.answer(
        request -> request.line().equals("POST /_search/scroll") ? Answer.CUT : Answer.OF_SERVER);
    assertThat(unavailable(trial::listed)).hasMessageContaining("listing its documents failed");
  }

  @Test
  void anotherKindOfServerIsRecognised() {
    gate.answer(request -> Answer.of(404, "<html>nothing here</html>"));
    assertThatThrownBy(trial::created)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Is the url that of the server, with its path?");
  }
}
