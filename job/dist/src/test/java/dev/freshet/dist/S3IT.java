package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Gate.Answer;
import dev.freshet.s3server.S3Server;
import dev.freshet.trial.Workshop;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Documents below one prefix of a bucket become pages below another, on a real server of S3. */
class S3IT {
  private static final String BUCKET = "my-documents";

  @TempDir Path directory;
  private Workshop workshop;
  private S3Server server;
  private S3Gate gate;
  private S3Client client;
  private String flow;

  @BeforeEach
  void start() throws Exception {
    server = S3Server.start();
    gate = new S3Gate(server);
    client = client(server.endpoint());
    client.createBucket(request -> request.bucket(BUCKET));
    workshop = new Workshop(directory);
    flow = workshop.flow(exampleAt(gate.endpoint()));
    put("docs/a.md", "# Alpha");
    put("docs/guide/b.md", "*Beta*");
    put("docs/picture.png", "no document");
    put("html/others.txt", "by somebody else");
  }

  @AfterEach
  void stop() throws Exception {
    client.close();
    gate.close();
    server.close();
  }

  static S3Client client(URI endpoint) {
    return S3Client.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .serviceConfiguration(options -> options.chunkedEncodingEnabled(false))
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .overrideConfiguration(options -> options.addExecutionInterceptor(new WithoutExpect()))
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
        .build();
  }

  /** The JDK's client fails on connections that the server closed if it has to ask first. */
  private static final class WithoutExpect implements ExecutionInterceptor {
    @Override
    public SdkHttpRequest modifyHttpRequest(
        Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
      return context.httpRequest().copy(request -> request.removeHeader("Expect"));
    }
  }

  /** The flow that the guide shows, with another service than Amazon's. */
  private String exampleAt(URI endpoint) throws Exception {
    Path id = Files.writeString(directory.resolve("id"), S3Server.ACCESS_KEY_ID);
    Path secret = Files.writeString(directory.resolve("secret"), S3Server.SECRET_ACCESS_KEY);
    String service =
        "service: {endpoint: \"%s\", path-style: true, access-key-id: \"file:%s\", secret-access-key: \"file:%s\"}"
            .formatted(endpoint, id, secret);
    return Files.readString(Path.of("../../conf/s3-to-html.yaml"))
        .replace("type: s3\n", "type: s3\n    " + service + "\n");
  }

  private void put(String key, String text) {
    client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  private void delete(String key) {
    client.deleteObject(request -> request.bucket(BUCKET).key(key));
  }

  /** What is below the target's prefix. */
  private Map<String, String> pages() {
    Map<String, String> pages = new TreeMap<>();
    for (S3Object object :
        client
            .listObjectsV2Paginator(request -> request.bucket(BUCKET).prefix("html/"))
            .contents()) {
      pages.put(
          object.key(),
          client
              .getObjectAsBytes(request -> request.bucket(BUCKET).key(object.key()))
              .asUtf8String());
    }
    return pages;
  }

  private RunReport update() throws Exception {
    return workshop.update(flow);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  @Test
  void keepsPagesInStep() throws Exception {
    RunReport first = update();
    assertThat(first.exitCode()).isZero();
    assertThat(first.sources().get("documents")).isEqualTo(new SourceCounts(2, 0, 0, 0, 0, 0));
    assertThat(pages())
        .containsOnlyKeys("html/a.md.html", "html/guide/b.md.html", "html/others.txt")
        .hasEntrySatisfying("html/a.md.html", page -> assertThat(page).contains(">Alpha</h1>"));
    assertThat(
            client
                .headObject(request -> request.bucket(BUCKET).key("html/a.md.html"))
                .contentType())
        .isEqualToIgnoringWhitespace("text/html; charset=utf-8");

    Set<String> starts = workshop.startsOfFlink("s3-to-html");
    assertThat(update().sources().get("documents")).isEqualTo(new SourceCounts(0, 0, 2, 0, 0, 0));
    assertThat(workshop.startsOfFlink("s3-to-html")).isEqualTo(starts);

    put("docs/a.md", "# Omega");
    delete("docs/guide/b.md");
    RunReport edited = update();
    assertThat(edited.exitCode()).isZero();
    assertThat(edited.targets().get("pages")).isEqualTo(new TargetCounts(1, 1, 0, 0));
    assertThat(pages())
        .containsOnlyKeys("html/a.md.html", "html/others.txt")
        .hasEntrySatisfying("html/a.md.html", page -> assertThat(page).contains(">Omega</h1>"));
    assertThat(workshop.runs(flow).verify(false).differences()).isEmpty();
  }

  @Test
  void verifyRepairsWhatOthersChanged() throws Exception {
    update();
    Map<String, String> right = pages();
    put("html/a.md.html", "scribbled over");
    delete("html/guide/b.md.html");
    assertThat(workshop.runs(flow).verify(true).repaired()).isEqualTo(2);
    assertThat(pages()).isEqualTo(right);
  }

  @Test
  void aServiceThatIsBusyForAWhileIsWaitedFor() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    gate.answer(
        line ->
            line.startsWith("PUT") && refusals.incrementAndGet() <= 8
                ? Answer.error(503, "SlowDown", "Retry-After: 1")
                : Answer.OF_SERVER);
    assertThat(update().exitCode()).isZero();
    assertThat(refusals.get()).isGreaterThan(8);
    assertThat(pages()).containsKeys("html/a.md.html", "html/guide/b.md.html");
  }

  @Test
  void wrongCredentialsEndTheRunWithTheBucketNamedAndNothingShown() throws Exception {
    update();
    Map<String, String> before = pages();
    Files.writeString(directory.resolve("secret"), "wrong-secret-4711");
    put("docs/a.md", "# Edited");
    assertThatThrownBy(this::update)
        .isInstanceOf(RunFailure.class)
        .hasStackTraceContaining("bucket my-documents at http://127.0.0.1")
        .hasStackTraceContaining("correct the credentials")
        .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("wrong-secret-4711"));
    assertThat(pages()).isEqualTo(before);
  }

  @Test
  void aListingWhoseSecondPageFailsRemovesNothing() throws Exception {
    IntStream.range(0, 1_000).parallel().forEach(i -> put("docs/many/" + i + ".png", "x"));
    put("docs/z.md", "on the second page");
    update();
    Map<String, String> before = pages();
    assertThat(before).containsKeys("html/a.md.html", "html/z.md.html");

    put("docs/a.md", "# Edited");
    gate.answer(
        line ->
            line.contains("continuation-token")
                ? Answer.error(403, "AccessDenied")
                : Answer.OF_SERVER);
    assertThatThrownBy(this::update)
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasStackTraceContaining("AccessDenied");
    assertThat(pages()).containsOnlyKeys(before.keySet());

    gate.open();
    assertThat(update().exitCode()).isZero();
    assertThat(pages()).containsOnlyKeys(before.keySet());
    assertThat(pages().get("html/a.md.html")).contains("Edited");
  }
}
