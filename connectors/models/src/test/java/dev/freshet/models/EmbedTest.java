package dev.freshet.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Row;
import dev.freshet.api.Secret;
import dev.freshet.modelserver.ModelServer;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedTest {
  private final RememberingContext context = new RememberingContext();
  private ModelServer server;
  private ModelEndpoint endpoint;

  @BeforeEach
  void start() throws Exception {
    server = ModelServer.start(8);
    endpoint = new ModelEndpoint(server.url(), "words");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "text " + i).toList();
  }

  @Test
  void asksForAllTextsInBatchesAndForKnownOnesNever() throws Exception {
    TextVectors vectors = TextVectors.of(endpoint, 8, 4);
    List<float[]> first = vectors.vectors(context, texts(0, 10));
    assertThat(server.batches()).extracting(List::size).containsExactlyInAnyOrder(4, 4, 2);
    assertThat(first.get(3)).isEqualTo(ModelServer.vector("text 3", 8));

    vectors.vectors(context, texts(8, 12));
    assertThat(server.inputs()).hasSize(12).doesNotHaveDuplicates();
  }

  @Test
  void theStepMakesOneVectorForEachRow() throws Exception {
    Embed step = new Embed(endpoint, 8);
    List<Row> rows =
        List.of(new Row(step.reads(), List.of("a b")), new Row(step.reads(), List.of("a")));
    List<List<Row>> made = step.apply(rows, context);
    assertThat(made).hasSize(2).allSatisfy(one -> assertThat(one).hasSize(1));
    assertThat(made.get(0).get(0).get("vector")).isEqualTo(ModelServer.vector("a b", 8));
    assertThat(made.get(0).get(0).fields()).isEqualTo(step.makes());
    assertThat(step.embedText("a b")).isEqualTo(ModelServer.vector("a b", 8));
  }

  @Test
  void vectorsOfAnotherLengthAreAnErrorThatSaysWhatToWrite() {
    server.dimensions(6);
    assertThatThrownBy(() -> TextVectors.of(endpoint, 8, 4).vectors(context, List.of("x")))
        .hasMessageContaining("words makes vectors of 6 dimensions, and 8 are declared")
        .hasMessageContaining("write dimensions: 6");
  }

  @Test
  void aBusyServerIsAskedAgainWhenItSaysSo() throws Exception {
    server.answerNext(429, Map.of("Retry-After", "1"), "slow down");
    server.answerNext(503, Map.of(), "starting");
    long start = System.nanoTime();
    assertThat(TextVectors.of(endpoint, 8, 4).vectors(context, List.of("x"))).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(server.inputs()).containsExactly("x");
  }

  @Test
  void patienceEndsWithWhatTheServerSaid() {
    TextVectors vectors = TextVectors.of(endpoint.withPatience(Duration.ofMillis(100)), 8, 4);
    server.answerNext(429, Map.of("Retry-After", "30"), "{\"error\": \"quota is spent\"}");
    assertThatThrownBy(() -> vectors.vectors(context, List.of("x")))
        .hasMessageContaining("answered 429")
        .hasMessageContaining("quota is spent");
    server.close();
    assertThatThrownBy(() -> vectors.vectors(context, List.of("x")))
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void whatIsWrongWithTheRequestIsNotAskedAgain() {
    server.answerNext(400, Map.of(), "input too long");
    assertThatThrownBy(() -> TextVectors.of(endpoint, 8, 4).vectors(context, List.of("x")))
        .hasMessageContaining("answered 400: input too long");
    server.answerNext(200, Map.of(), "<html>");
    assertThatThrownBy(() -> TextVectors.of(endpoint, 8, 4).vectors(context, List.of("y")))
        .hasMessageContaining("not JSON");
    server.answerNext(200, Map.of(), "{\"data\": []}");
    assertThatThrownBy(() -> TextVectors.of(endpoint, 8, 4).vectors(context, List.of("z")))
        .hasMessageContaining("0 vectors for 1 texts");
    assertThat(server.authorizations()).hasSize(3);
  }

  @Test
  void aCallThatTakesTooLongIsGivenUp() {
    server.delay(Duration.ofMillis(400));
    ModelEndpoint hasty =
        endpoint.withTimeout(Duration.ofMillis(50)).withPatience(Duration.ofMillis(100));
    assertThatThrownBy(() -> TextVectors.of(hasty, 8, 4).vectors(context, List.of("x")))
        .hasMessageContaining("timed out");
  }

  @Test
  void theKeyIsSentAndNeverShown(@TempDir Path directory) throws Exception {
    Path file = Files.writeString(directory.resolve("key"), "s3cret-key\n");
    ModelEndpoint secured = endpoint.withApiKey(new Secret("file:" + file));
    TextVectors.of(secured, 8, 4).vectors(context, List.of("x"));
    assertThat(server.authorizations()).containsExactly("Bearer s3cret-key");
    assertThat(secured.toString()).doesNotContain("s3cret").contains("***");
  }

  @Test
  void textsOfSeveralItemsShareCallsWhileTheLimitIsReached() throws Exception {
    server.delay(Duration.ofMillis(100));
    TextVectors vectors = TextVectors.of(endpoint.withAtOnce(2), 8, 16);
    inParallel(20, i -> vectors.vectors(context, List.of("of " + i)));
    assertThat(new HashSet<>(server.inputs())).hasSize(20);
    assertThat(server.mostAtOnce()).isEqualTo(2);
    assertThat(server.batches().size()).isLessThan(10);
  }

  @Test
  void theTextsOfOneItemFillAllCallsAtOnce() throws Exception {
    server.delay(Duration.ofMillis(100));
    TextVectors.of(endpoint.withAtOnce(3), 8, 4).vectors(context, texts(0, 40));
    assertThat(server.mostAtOnce()).isEqualTo(3);
    assertThat(server.batches()).hasSize(10);
  }

  @Test
  void aTextThatTheModelRefusesCostsOneItem() throws Exception {
    List<List<String>> asked = new ArrayList<>();
    EmbeddingModel picky =
        segments -> {
          List<String> texts = segments.stream().map(TextSegment::text).toList();
          synchronized (asked) {
            asked.add(texts);
          }
          if (texts.contains("of 7")) {
            throw new IllegalArgumentException("I do not like of 7");
          }
          return Response.from(texts.stream().map(t -> Embedding.from(new float[] {1})).toList());
        };
    TextVectors vectors = TextVectors.of("picky", 1, 16, 1, () -> picky);
    List<String> failures = inParallel(20, i -> vectors.vectors(context, List.of("of " + i)));
    assertThat(failures).singleElement().asString().contains("I do not like of 7");
  }

  private interface Call {
    void run(int index) throws Exception;
  }

  /** The messages of those that failed. */
  private static List<String> inParallel(int threads, Call call) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        int index = i;
        results.add(
            pool.submit(
                () -> {
                  try {
                    call.run(index);
                    return "";
                  } catch (Exception e) {
                    return e.getMessage();
                  }
                }));
      }
      List<String> failures = new ArrayList<>();
      for (Future<String> result : results) {
        if (!result.get().isEmpty()) {
          failures.add(result.get());
        }
      }
      return failures;
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void refusesEndpointsThatCannotBe() {
    for (String url : List.of("localhost:11434", "ftp://host/v1", "https://me:pw@host/v1")) {
      assertThatThrownBy(() -> new ModelEndpoint(URI.create(url), "m"))
          .hasMessageContaining("must be http");
    }
    assertThatThrownBy(() -> new ModelEndpoint(server.url(), " ")).hasMessageContaining("blank");
    assertThatThrownBy(() -> endpoint.withAtOnce(0)).hasMessageContaining("at-once");
    assertThatThrownBy(() -> new Embed(endpoint, 0)).hasMessageContaining("dimensions");
  }
}
