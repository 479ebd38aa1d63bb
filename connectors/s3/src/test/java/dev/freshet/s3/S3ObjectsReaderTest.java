package dev.freshet.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Secret;
import dev.freshet.api.Setup;
import dev.freshet.api.Unavailable;
import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Gate.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the source does beside the contract: filters, limits, and a service that fails. */
final class S3ObjectsReaderTest {
  private static final String BUCKET = "documents";
  private static TestService service;
  private static S3Gate gate;

  @BeforeAll
  static void start() throws Exception {
    service = new TestService();
    gate = service.gate();
    service.newBucket(BUCKET);
    service.put(BUCKET, "docs/a.md", "alpha");
    service.put(BUCKET, "docs/guide/b.md", "beta");
    service.put(BUCKET, "docs/guide/c.txt", "a larger text");
    service.put(BUCKET, "docs/empty/", "");
    service.put(BUCKET, "docs-of-others.md", "not below the prefix");
  }

  @AfterAll
  static void stop() throws Exception {
    gate.close();
    service.close();
  }

  private static S3Objects all() {
    return new S3Objects(BUCKET, "docs/", service.at(gate.endpoint()));
  }

  private static Setup<S3Objects> setup(S3Objects spec) {
    return new Setup<>(
        "documents", spec, new RowSchema(List.of(), List.of()), Duration.ofSeconds(20));
  }

  private static ItemReader open(S3Objects spec) throws IOException {
    gate.open();
    return new S3ObjectsConnector().open(setup(spec));
  }

  private static List<String> list(ItemReader reader) throws Exception {
    List<String> keys = new ArrayList<>();
    reader.list((ItemVersion item) -> keys.add(item.key()));
    return keys;
  }

  private static List<String> keys(S3Objects spec) throws Exception {
    ItemReader reader = open(spec);
    try {
      return list(reader);
    } finally {
      reader.close();
    }
  }

  private static List<ItemContent> read(S3Objects spec, String... keys) throws Exception {
    ItemReader reader = open(spec);
    try {
      return reader.read(List.of(keys));
    } finally {
      reader.close();
    }
  }

  private static S3Objects with(List<String> include, List<String> exclude, long limit) {
    return new S3Objects(BUCKET, "docs/", include, exclude, limit, service.service());
  }

  @Test
  void listsWhatIsIncludedAndNotExcludedBelowThePrefix() throws Exception {
    assertThat(keys(all())).containsExactly("a.md", "guide/b.md", "guide/c.txt");
    assertThat(keys(with(List.of("**/*.md"), List.of("guide/**"), 0))).containsExactly("a.md");
    assertThat(keys(new S3Objects(BUCKET, "", service.service())))
        .contains("docs-of-others.md", "docs/a.md");
    assertThat(read(with(List.of("**/*.md"), List.of(), 0), "guide/c.txt")).isEmpty();
  }

  @Test
  void anObjectThatIsTooLargeFailsAlone() throws Exception {
    List<ItemContent> read =
        read(with(List.of("**"), List.of(), 5), "a.md", "guide/b.md", "guide/c.txt");
    assertThat(read).hasSize(3);
    assertThat(read.get(1).content()).isEqualTo("beta".getBytes(StandardCharsets.UTF_8));
    assertThat(read.get(2).failure())
        .hasMessageContaining("docs/guide/c.txt")
        .hasMessageContaining("13 bytes")
        .hasMessageContaining("max-object-size");
  }

  @Test
  void anObjectThatIsRefusedFailsAlone() throws Exception {
    ItemReader reader = open(all());
    gate.answer(
        line -> line.contains("b.md") ? Answer.error(403, "AccessDenied") : Answer.OF_SERVER);
    List<ItemContent> read = reader.read(List.of("a.md", "guide/b.md"));
    assertThat(read.get(0).failure()).isNull();
    assertThat(read.get(1).failure())
        .hasMessageContaining("docs/guide/b.md in bucket documents at http://127.0.0.1")
        .hasMessageContaining("AccessDenied");
    reader.close();
  }

  @Test
  void aServiceThatIsBusyIsUnavailableForAsLongAsItSays() throws Exception {
    ItemReader reader = open(all());
    gate.answer(line -> Answer.error(503, "SlowDown", "Retry-After: 7"));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> list(reader))
        .withMessageContaining("SlowDown")
        .withMessageContaining(BUCKET)
        .satisfies(e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
    gate.answer(line -> Answer.error(429, "TooManyRequests"));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> reader.read(List.of("a.md")))
        .satisfies(e -> assertThat(e.retryAfter()).isNull());
    reader.close();
  }

  @Test
  void aShortRefusalIsHardlyNoticed() throws Exception {
    ItemReader reader = open(all());
    CountDownLatch first = new CountDownLatch(1);
    gate.answer(
        line -> {
          boolean isFirst = first.getCount() > 0;
          first.countDown();
          return isFirst ? Answer.error(503, "SlowDown") : Answer.OF_SERVER;
        });
    assertThat(list(reader)).hasSize(3);
    reader.close();
  }

  @Test
  void anAnswerThatDoesNotComeInTimeIsUnavailable() throws Exception {
    Setup<S3Objects> patient = setup(all());
    Setup<S3Objects> setup =
        new Setup<>("documents", patient.spec(), patient.schema(), Duration.ofSeconds(1));
    ItemReader reader = new S3ObjectsConnector().open(setup);
    CountDownLatch never = new CountDownLatch(1);
    gate.answer(line -> Answer.after(never));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> reader.read(List.of("a.md")))
        .withMessageContaining("docs/a.md");
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> list(reader));
    never.countDown();
    reader.close();
  }

  @Test
  void halfAnAnswerIsNoContentAndNoListing() throws Exception {
    ItemReader reader = open(all());
    gate.answer(line -> Answer.cutAfter(2));
    assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> reader.read(List.of("a.md")));
    assertThatExceptionOfType(Exception.class).isThrownBy(() -> list(reader));
    gate.answer(line -> Answer.cutAfter(300));
    assertThatExceptionOfType(Exception.class).isThrownBy(() -> list(reader));
    reader.close();
  }

  @Test
  void aMissingBucketIsAnErrorThatNamesIt() throws Exception {
    ItemReader reader = open(new S3Objects("no-such-bucket", "docs/", service.service()));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> list(reader))
        .withMessageContaining("no-such-bucket at http://127.0.0.1")
        .withMessageContaining("there is no such bucket");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> reader.read(List.of("a.md")))
        .withMessageContaining("no-such-bucket");
    reader.close();
  }

  @Test
  void nobodyAtTheAddressIsUnavailable() throws Exception {
    S3Gate closed = service.gate();
    closed.close();
    ItemReader reader = open(new S3Objects(BUCKET, "docs/", service.at(closed.endpoint())));
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> list(reader))
        .withMessageContaining(closed.endpoint().toString());
    reader.close();
  }

  @Test
  void wrongCredentialsAreAnErrorThatDoesNotShowThem(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "wrong-secret-4711");
    S3Service known = service.service();
    S3Service wrong =
        known.withCredentials(
            Objects.requireNonNull(known.accessKeyId()), new Secret("file:" + secret));
    ItemReader reader = open(new S3Objects(BUCKET, "docs/", wrong));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> list(reader))
        .withMessageContaining("403 SignatureDoesNotMatch")
        .withMessageContaining("correct the credentials")
        .satisfies(e -> assertThat(e.toString()).doesNotContain("4711"));
    reader.close();
  }

  @Test
  void noCredentialsAtAllAreAnErrorThatSaysWhereToGiveThem(@TempDir Path directory)
      throws Exception {
    Assumptions.assumeTrue(
        System.getenv().keySet().stream().noneMatch(name -> name.startsWith("AWS_A")),
        "this machine has credentials");
    Map<String, String> nowhere =
        Map.of(
            "aws.sharedCredentialsFile", directory.resolve("credentials").toString(),
            "aws.configFile", directory.resolve("config").toString(),
            "aws.disableEc2Metadata", "true");
    nowhere.forEach(System::setProperty);
    try {
      ItemReader reader =
          open(new S3Objects(BUCKET, "docs/", S3Service.at(gate.endpoint().toString())));
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> list(reader))
          .withMessageContaining(BUCKET)
          .withMessageContaining("access-key-id");
      reader.close();
    } finally {
      nowhere.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void optionsThatCannotWorkAreRefusedWithTheirName() {
    S3Service service = new S3Service();
    expectRefusal(new S3Objects("no bucket"), "bucket");
    expectRefusal(new S3Objects(BUCKET, "docs", service), "prefix");
    expectRefusal(new S3Objects(BUCKET, "/docs/", service), "prefix");
    expectRefusal(new S3Objects(BUCKET, "", S3Service.at("localhost")), "endpoint");
    expectRefusal(new S3Objects(BUCKET, "", S3Service.at("http://me:hush@host")), "endpoint");
    expectRefusal(
        new S3Objects(BUCKET, "", new S3Service("", "", false, new Secret("env:ID"), null, null)),
        "secret-access-key");
    expectRefusal(with(List.of("[a"), List.of(), 0), "pattern");
    expectRefusal(with(List.of(), List.of(), 0), "include");
    expectRefusal(with(List.of("**"), List.of(), -1), "max-object-size");
  }

  private static void expectRefusal(S3Objects spec, String option) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new S3ObjectsConnector().check(setup(spec)))
        .withMessageContaining("documents")
        .withMessageContaining(option)
        .satisfies(e -> assertThat(e.toString()).doesNotContain("hush"));
  }
}
