package dev.freshet.engine.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Gate.Answer;
import dev.freshet.s3server.S3Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

final class S3StateFilesTest extends StateFilesContract {
  private static final String BUCKET = "states";
  private static final AtomicInteger TESTS = new AtomicInteger();

  private static S3Server server;
  private static S3Gate gate;

  private String place;
  private Path root;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    gate = new S3Gate(server);
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
            .build()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    gate.close();
    server.close();
  }

  @BeforeEach
  void open() throws IOException {
    place = "s3://" + BUCKET + "/test" + TESTS.incrementAndGet();
    root = StateRoot.open(place, settings(server.endpoint()));
  }

  @AfterEach
  void openGate() {
    gate.open();
  }

  private static Map<String, String> settings(URI endpoint) {
    return new HashMap<>(
        Map.of(
            "s3.endpoint", endpoint.toString(),
            "s3.access-key", S3Server.ACCESS_KEY_ID,
            "s3.secret-key", S3Server.SECRET_ACCESS_KEY));
  }

  @Override
  Path root() {
    return root;
  }

  @Test
  void aPlaceIsFoundAgainInTheProcessThatOpenedIt() throws Exception {
    Path again = StateRoot.of(root.toString() + "/", Map::of);
    assertThat(again).isEqualTo(root);
    assertThat(root).hasToString(place);
    assertThat(again.resolve("flow").toUri()).hasToString(place + "/flow");
    assertThat(StateRoot.settingsOfFlink(root))
        .containsEntry("s3.endpoint", server.endpoint().toString())
        .containsEntry("s3.path.style.access", "true")
        .doesNotContainValue(S3Server.SECRET_ACCESS_KEY);
    assertThat(StateDirectory.memos(root)).isEqualTo(Path.of(".freshet/memos"));
  }

  @Test
  void aWriteWhoseAnswerWasLostIsOurOwnWhenItIsRepeated() throws Exception {
    Path through = StateRoot.open(place, settings(gate.endpoint()));
    AtomicInteger writes = new AtomicInteger();
    gate.answer(
        line ->
            line.startsWith("PUT") && writes.getAndIncrement() == 0
                ? Answer.cutAfter(-1)
                : Answer.OF_SERVER);
    assertThat(StateFiles.create(through.resolve("lock/1"), "mine".getBytes(UTF_8))).isTrue();
    writes.set(0);
    StateFiles.overwrite(through.resolve("lock/1"), "renewed".getBytes(UTF_8));
    assertThat(StateFiles.create(through.resolve("lock/1"), "mine".getBytes(UTF_8))).isFalse();
    assertThat(StateFiles.read(through.resolve("lock/1"))).isEqualTo("renewed".getBytes(UTF_8));
  }

  @Test
  void aServiceThatIgnoresConditionsIsRefused() throws Exception {
    Path through = StateRoot.open(place, settings(gate.endpoint()));
    gate.answer(line -> line.startsWith("PUT") ? Answer.of(200, "") : Answer.OF_SERVER);

    assertThatThrownBy(() -> StateFiles.create(through.resolve("lock/1"), new byte[1]))
        .hasMessageContaining("--state s3://states at http://127.0.0.1")
        .hasMessageContaining("If-None-Match");
  }

  @Test
  void saysWhatToDoWhereStateCannotBe() {
    Map<String, String> wrong = settings(server.endpoint());
    wrong.put("s3.secret-key", "wrong-4711");
    assertThatThrownBy(() -> StateRoot.open(place, wrong))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("--state " + place)
        .hasMessageContaining("correct the credentials")
        .hasStackTraceContaining("SignatureDoesNotMatch")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("4711"));

    assertThatThrownBy(() -> StateRoot.open("s3://no-such/p", settings(server.endpoint())))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("--state s3://no-such/p")
        .hasMessageContaining("there is no such bucket: make it, or correct its name");

    gate.answer(line -> Answer.error(403, "AccessDenied"));
    assertThatThrownBy(() -> StateRoot.open(place, settings(gate.endpoint())))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("--state " + place)
        .hasMessageContaining("s3:ListBucket");

    assertThatThrownBy(() -> StateRoot.open(place, settings(URI.create("http://127.0.0.1:1"))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--state")
        .hasMessageContaining("AWS_ENDPOINT_URL_S3");

    assertThatThrownBy(() -> StateRoot.open("s3://bucket/a b", Map.of()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("s3://bucket/a b");
    assertThatThrownBy(() -> StateRoot.open("gs://bucket/a", Map.of()))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("in a place of [")
        .hasMessageContaining("s3");
  }

  @Test
  void aServiceThatFailsIsNotTakenForAnEmptyPlace() throws Exception {
    Path through = StateRoot.open(place, settings(gate.endpoint()));
    gate.answer(line -> Answer.error(500, "InternalError"));
    Path file = through.resolve("flow/setup.json");
    assertThatThrownBy(() -> StateFiles.exists(file)).hasMessageContaining("500");
    assertThatThrownBy(() -> StateFiles.read(file)).hasMessageContaining("500");
    assertThatThrownBy(() -> StateFiles.names(through)).hasMessageContaining("500");
    assertThatThrownBy(() -> StateFiles.expect(file)).hasMessageContaining("500");
  }
}
