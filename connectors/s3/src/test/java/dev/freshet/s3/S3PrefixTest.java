package dev.freshet.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Delete;
import dev.freshet.api.Row;
import dev.freshet.api.RowMutation;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.Setup;
import dev.freshet.api.SetupChange;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.Unavailable;
import dev.freshet.api.Upsert;
import dev.freshet.s3server.S3Gate;
import dev.freshet.s3server.S3Gate.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** What the target does beside the contract: how it writes, and with a service that fails. */
final class S3PrefixTest {
  private static TestService service;
  private static S3Gate gate;
  private static int buckets;

  private final S3PrefixConnector connector = new S3PrefixConnector();
  private String bucket = "";

  @BeforeAll
  static void start() throws Exception {
    service = new TestService();
    gate = service.gate();
  }

  @AfterAll
  static void stop() throws Exception {
    gate.close();
    service.close();
  }

  @BeforeEach
  void newBucket(TestInfo test) {
    bucket = service.newBucket("pages-" + buckets++);
    gate.open();
    gate.answered().clear();
  }

  private S3Prefix spec() {
    return new S3Prefix(bucket, "html/", ".html", service.at(gate.endpoint()));
  }

  private S3Prefix with(String contentType, boolean conditional) {
    return new S3Prefix(
        bucket, "html/", ".html", contentType, conditional, service.at(gate.endpoint()));
  }

  private static Setup<S3Prefix> setup(S3Prefix spec, Kind content) {
    return new Setup<>(
        "pages",
        spec,
        new RowSchema(List.of(field("filename", Kind.TEXT)), List.of(field("html", content))),
        Duration.ofSeconds(10));
  }

  private static Setup<S3Prefix> setup(S3Prefix spec) {
    return setup(spec, Kind.TEXT);
  }

  private static Field field(String name, Kind kind) {
    return new Field(name, Type.of(kind), false);
  }

  private static Upsert<String, Row> row(String key, Object content) {
    Kind kind = content instanceof byte[] ? Kind.BYTES : Kind.TEXT;
    return new Upsert<>(key, new Row(List.of(field("html", kind)), List.of(content)));
  }

  private static List<Delete<String>> deletes(String... keys) {
    return Stream.of(keys).map(Delete::new).toList();
  }

  private record Call(
      PrefixTarget prepared,
      List<Upsert<String, Row>> upserts,
      List<Delete<String>> deletes,
      Map<String, String> rejected)
      implements TargetMutations<PrefixTarget, String, Row> {
    @Override
    public long sequence() {
      return 1;
    }

    @Override
    public void checkFence() {}

    @Override
    public void reject(RowMutation<String> row, String reason) {
      rejected.put(row.key(), reason);
    }
  }

  /** Returns the rejected rows with their reasons. */
  private Map<String, String> mutate(
      Setup<S3Prefix> setup, List<Upsert<String, Row>> upserts, List<Delete<String>> deletes)
      throws Exception {
    try (PrefixTarget target = connector.prepare(setup)) {
      Call call = new Call(target, upserts, deletes, new LinkedHashMap<>());
      connector.mutate(List.of(call));
      return call.rejected();
    }
  }

  private Map<String, String> upsert(S3Prefix spec, String key, Object content) throws Exception {
    return mutate(setup(spec), List.of(row(key, content)), List.of());
  }

  private String contentType(String key) {
    return service.client().headObject(head -> head.bucket(bucket).key(key)).contentType();
  }

  @Test
  void objectsSayWhatTheyAre() throws Exception {
    upsert(spec(), "text", "x");
    assertThat(contentType("html/text.html"))
        .isEqualToIgnoringWhitespace("text/plain; charset=utf-8");
    mutate(setup(spec(), Kind.BYTES), List.of(row("bytes", new byte[] {0, -1})), List.of());
    assertThat(contentType("html/bytes.html")).isEqualTo("application/octet-stream");
    upsert(with("text/html", true), "page", "x");
    assertThat(contentType("html/page.html")).isEqualTo("text/html");
  }

  @Test
  void aNewObjectIsOneRequestAndAChangedOneThree() throws Exception {
    upsert(spec(), "a", "one");
    awaitRequestsFor("a.html", "PUT");
    upsert(spec(), "a", "two");
    awaitRequestsFor("a.html", "PUT", "HEAD", "PUT");
    upsert(with("", false), "a", "three");
    awaitRequestsFor("a.html", "PUT");
    assertThat(service.objects(bucket)).isEqualTo(Map.of("html/a.html", "three"));
  }

  /** Those since the last time; one is counted just after its answer has arrived. */
  private static void awaitRequestsFor(String name, String... methods) {
    Awaitility.await().untilAsserted(() -> assertThat(requestsFor(name)).containsExactly(methods));
    gate.answered().clear();
  }

  private static List<String> requestsFor(String name) {
    return gate.answered().stream()
        .filter(line -> line.contains(name))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void aWriteThatComesLateReplacesNothingNewer() throws Exception {
    upsert(spec(), "a", "first");
    Setup<S3Prefix> hasty =
        new Setup<>("pages", spec(), setup(spec()).schema(), Duration.ofSeconds(2));
    CountDownLatch late = new CountDownLatch(1);
    List<String> puts = new ArrayList<>();
    gate.answer(
        line ->
            line.startsWith("PUT") && isSecond(puts, line) ? Answer.after(late) : Answer.OF_SERVER);
    assertThatExceptionOfType(Unavailable.class)
        .isThrownBy(() -> mutate(hasty, List.of(row("a", "late")), List.of()));

    gate.open();
    upsert(spec(), "a", "newer");
    int answered = gate.answered().size();
    late.countDown();
    Awaitility.await().until(() -> gate.answered().size() > answered);
    assertThat(service.objects(bucket)).isEqualTo(Map.of("html/a.html", "newer"));
  }

  private static synchronized boolean isSecond(List<String> puts, String line) {
    puts.add(line);
    return puts.size() > 1;
  }

  @Test
  void anObjectThatGoesWhileItIsReplacedIsWrittenAnew() throws Exception {
    upsert(spec(), "a", "one");
    gate.answer(
        line -> {
          if (line.startsWith("HEAD")) {
            service.delete(bucket, "html/a.html");
          }
          return Answer.OF_SERVER;
        });
    upsert(spec(), "a", "two");
    assertThat(service.objects(bucket)).isEqualTo(Map.of("html/a.html", "two"));

    List<String> puts = new ArrayList<>();
    gate.answer(
        line -> {
          if (line.startsWith("PUT") && isSecond(puts, line)) {
            service.delete(bucket, "html/a.html");
            gate.open();
          }
          return Answer.OF_SERVER;
        });
    upsert(spec(), "a", "three");
    assertThat(service.objects(bucket)).isEqualTo(Map.of("html/a.html", "three"));
  }

  @Test
  void writesPlainlyWhereTheServiceHasNoConditions() throws Exception {
    upsert(spec(), "a", "one");
    List<String> puts = new ArrayList<>();
    gate.answer(
        line ->
            line.startsWith("PUT") && !isSecond(puts, line)
                ? Answer.error(501, "NotImplemented")
                : Answer.OF_SERVER);
    upsert(spec(), "a", "two");
    assertThat(service.objects(bucket)).isEqualTo(Map.of("html/a.html", "two"));
  }

  @Test
  void onlyItsOwnObjectsAreDeleted() throws Exception {
    service.put(bucket, "html/others.txt", "by somebody else");
    service.put(bucket, "html/unknown.html", "by somebody else");
    service.put(bucket, "other/a.html", "by somebody else");
    upsert(spec(), "a", "ours");
    mutate(setup(spec()), List.of(), deletes("a", "never-written", "../other/a"));
    connector.applySetupChange(new SetupChange.Drop<>(setup(spec())));
    assertThat(service.keys(bucket))
        .containsExactly("html/others.txt", "html/unknown.html", "other/a.html");
  }

  @Test
  void deletesKeysThatXmlHasToEscape() throws Exception {
    List<String> keys = List.of("a&b<c>\"d'", "line\nbreak\ttab\rreturn", "100% + ä");
    mutate(setup(spec()), keys.stream().map(key -> row(key, "x")).toList(), List.of());
    assertThat(service.keys(bucket)).hasSize(3);
    mutate(setup(spec()), List.of(), keys.stream().map(Delete::new).toList());
    assertThat(service.keys(bucket)).isEmpty();
  }

  @Test
  void rowsThatCanHaveNoObjectAreRejectedByKey() throws Exception {
    String tooLong = "k".repeat(1_015);
    Map<String, String> rejected =
        mutate(
            setup(spec()),
            List.of(
                row(tooLong, "x"),
                row("k".repeat(1_014), "x"),
                row("../outside", "x"),
                row("bell\u0007", "x"),
                row("half", "\ud800"),
                row("fine", "x")),
            List.of());
    assertThat(rejected).containsOnlyKeys(tooLong, "../outside", "bell\u0007", "half");
    assertThat(rejected.get(tooLong)).contains("kkkk").contains("1025 bytes").contains("1024");
    assertThat(service.keys(bucket)).contains("html/fine.html").hasSize(2);
  }

  @Test
  void aDeleteThatIsRefusedForOneKeyRejectsThatRow() throws Exception {
    upsert(spec(), "a", "x");
    gate.answer(
        line ->
            line.startsWith("POST")
                ? Answer.of(
                    200,
                    "<DeleteResult><Error><Key>html/a.html</Key><Code>AccessDenied</Code>"
                        + "<Message>locked</Message></Error></DeleteResult>")
                : Answer.OF_SERVER);
    assertThat(mutate(setup(spec()), List.of(), deletes("a", "b")).get("a"))
        .contains("html/a.html in bucket " + bucket)
        .contains("AccessDenied, locked");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> mutate(setup(spec()), List.of(), deletes("a")))
        .withMessageContaining("locked");
  }

  @Test
  void aBusyServiceBlamesNoRow() throws Exception {
    try (PrefixTarget target = connector.prepare(setup(spec()))) {
      gate.answer(line -> Answer.error(503, "SlowDown", "Retry-After: 3"));
      Call call = new Call(target, List.of(row("a", "x")), deletes("b"), new LinkedHashMap<>());
      assertThatExceptionOfType(Unavailable.class)
          .isThrownBy(() -> connector.mutate(List.of(call)))
          .satisfies(e -> assertThat(e.retryAfter()).isEqualTo(Duration.ofSeconds(3)));
      assertThat(call.rejected()).isEmpty();
      gate.open();
      connector.mutate(List.of(call));
    }
    assertThat(service.keys(bucket)).containsExactly("html/a.html");
  }

  @Test
  void aBucketThatGoesWhileItIsWrittenToBlamesNoRow() throws Exception {
    try (PrefixTarget target = connector.prepare(setup(spec()))) {
      service.deleteBucket(bucket);
      Call call = new Call(target, List.of(row("a", "x")), List.of(), new LinkedHashMap<>());
      assertThatExceptionOfType(Unavailable.class)
          .isThrownBy(() -> connector.mutate(List.of(call)))
          .withMessageContaining("there is no such bucket");
    }
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connector.applySetupChange(new SetupChange.Create<>(setup(spec()))))
        .withMessageContaining(bucket);
  }

  @Test
  void oneObjectThatMayNotBeWrittenFailsTheBatchAndNamesIt() throws Exception {
    gate.answer(
        line -> line.contains("b.html") ? Answer.error(403, "AccessDenied") : Answer.OF_SERVER);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> mutate(setup(spec()), List.of(row("a", "x"), row("b", "x")), List.of()))
        .withMessageContaining("html/b.html in bucket " + bucket)
        .withMessageContaining("AccessDenied");
  }

  @Test
  void editsKeepRowsUnlessTheirPlaceOrTypeChanges() {
    assertThat(compatibility(with("", false))).isEqualTo(Compatibility.COMPATIBLE);
    assertThat(compatibility(with("text/html", true))).isEqualTo(Compatibility.REWRITE_ROWS);
    assertThat(compatibility(new S3Prefix(bucket, "html/", ".htm", spec().service())))
        .isEqualTo(Compatibility.RECREATE);
  }

  private Compatibility compatibility(S3Prefix edited) {
    return connector.compatibility(setup(spec()), setup(edited));
  }

  @Test
  void rowsThatAreNoObjectsAreRefusedWhenTheFlowIsDefined() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connector.check(setup(spec(), Kind.INT)))
        .withMessageContaining("pages")
        .withMessageContaining("INT html");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connector.check(setup(with("text/html\r\nX: y", true))))
        .withMessageContaining("content-type");
  }
}
