package dev.freshet.qdrant;

import static dev.freshet.qdrant.CollectionTrial.field;
import static dev.freshet.qdrant.CollectionTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Secret;
import dev.freshet.api.Unavailable;
import dev.freshet.qdrantserver.MemoryQdrant;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server's errors become; against a server in memory that has them. */
final class FailuresTest {
  @TempDir Path directory;
  private MemoryQdrant server;
  private CollectionTrial trial;

  @BeforeEach
  void start() throws Exception {
    server = new MemoryQdrant();
    trial =
        CollectionTrial.of(
                new QdrantCollection(server.url(), "things"),
                field("text", Kind.TEXT),
                vector("v", 2))
            .created();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private void write(String... keys) throws Exception {
    trial.mutate(
        Arrays.stream(keys).map(key -> trial.row(key, "", new float[] {1, 2})).toList(), List.of());
  }

  private String[] manyKeys() {
    String[] keys = new String[300];
    Arrays.setAll(keys, i -> "key-" + i);
    return keys;
  }

  @Test
  void aServerThatIsAwayBlamesNoRow() throws Exception {
    server.goAway();
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("Qdrant collection things at " + server.url())
        .hasMessageContaining("Is the server up");
    server.comeBack();
    write("a");
    assertThat(server.collections().get("things").texts("key")).containsExactly("a");
  }

  @Test
  void aServerThatGoesAwayBetweenBatchesIsWaitedForAndTheBatchRepeated() throws Exception {
    server.fail("Upsert", 1, 1, Status.UNAVAILABLE.withDescription("shutting down"), null);
    assertThatThrownBy(() -> write(manyKeys()))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("writing 128 points failed, UNAVAILABLE: shutting down");
    write(manyKeys());
    assertThat(server.collections().get("things").points()).hasSize(300);
  }

  @Test
  void aServerThatAsksForPatienceIsGivenIt() {
    Metadata trailers = new Metadata();
    trailers.put(Metadata.Key.of("retry-after", Metadata.ASCII_STRING_MARSHALLER), "7");
    Status limited = Status.RESOURCE_EXHAUSTED.withDescription("Rate limiting exceeded");
    server.fail("Upsert", 0, 1, limited, trailers);
    assertThatThrownBy(() -> write("a"))
        .isInstanceOfSatisfying(
            Unavailable.class,
            error -> assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
  }

  @Test
  void aServerThatDoesNotAnswerIsLeftAtTheDeadline() {
    server.fail("Upsert", Status.DEADLINE_EXCEEDED);
    trial = trial.within(Duration.ofMillis(300));
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("did not answer in time");
  }

  @Test
  void aFullDiskIsTheServersTroubleAndNoRows() {
    server.fail(
        "Upsert",
        Status.INTERNAL.withDescription("Service internal error: No space left on device"));
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("more room");
  }

  @Test
  void aRowThatTheServerRefusesIsRejectedOnceItIsAlone() throws Exception {
    server.fail("Upsert", Status.INVALID_ARGUMENT.withDescription("Wrong input: no"));
    assertThatThrownBy(() -> write("a", "b"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("INVALID_ARGUMENT: Wrong input: no");
    assertThat(trial.write(trial.row("a", "", new float[2])))
        .singleElement()
        .asString()
        .startsWith("row \"a\": Qdrant collection things at")
        .contains("Wrong input: no");
  }

  @Test
  void aMessageThatIsTooLargeIsNotWaitedFor() throws Exception {
    server.fail(
        "Upsert",
        Status.RESOURCE_EXHAUSTED.withDescription("gRPC message exceeds maximum size 4: 5"));
    assertThatThrownBy(() -> write("a", "b")).isInstanceOf(IOException.class);
    assertThat(trial.write(trial.row("a", "", new float[2]))).hasSize(1);
  }

  @Test
  void aCollectionThatIsGoneBlamesNoRow() throws Exception {
    server.fail("Upsert", Status.NOT_FOUND.withDescription("Not found: Collection `things`"));
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("run update --full");
    server.collections().clear();
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("things at " + server.url() + " is not there any more");
  }

  @Test
  void aWrongOrMissingKeyIsSaidAndNeverShown() throws Exception {
    server.expectApiKey("right");
    assertThatThrownBy(() -> write("a"))
        .hasMessageContaining("UNAUTHENTICATED")
        .hasMessageContaining("Check the option api-key");
    Path file = Files.writeString(directory.resolve("key"), "not-the-right-one\n");
    CollectionTrial wrong = withKey(file);
    assertThatThrownBy(wrong::created)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PERMISSION_DENIED")
        .hasMessageContaining("Check the option api-key")
        .satisfies(FailuresTest::showsNoKey);
    Files.writeString(file, "right\n");
    wrong.created();
    assertThat(wrong.write(wrong.row("a", "", new float[] {1, 2}))).isEmpty();
  }

  private CollectionTrial withKey(Path file) {
    QdrantCollection spec =
        new QdrantCollection(server.url(), "things", new Secret("file:" + file));
    return new CollectionTrial(spec, trial.value(), trial.deadline());
  }

  private static void showsNoKey(Throwable error) {
    for (Throwable each = error; each != null; each = each.getCause()) {
      assertThat(each.toString()).doesNotContain("not-the-right-one");
    }
  }

  /** As where a key is taken away in the middle of a run. */
  @Test
  void aKeyThatIsRefusedWhileWritingBlamesNoRow() {
    server.fail("Upsert", Status.UNAUTHENTICATED.withDescription("Invalid API key or JWT"));
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(Unavailable.class)
        .hasMessageContaining("Check the option api-key");
  }

  @Test
  void anotherKindOfServerIsRecognised() {
    server.fail("Get", Status.UNIMPLEMENTED.withDescription("unknown service"));
    assertThatThrownBy(() -> write("a"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("gRPC port");
  }
}
