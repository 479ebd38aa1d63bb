package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

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
import dev.freshet.qdrantserver.MemoryCollection;
import dev.freshet.qdrantserver.MemoryQdrant;
import dev.freshet.trial.LiveRun;
import dev.freshet.trial.Workshop;
import io.grpc.Status;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.Collections.CollectionConfig;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Points of flows on the real engine, on good days and on bad ones. The server is {@link
 * MemoryQdrant}, which has Qdrant's service definitions and is not Qdrant.
 */
class QdrantIT {
  private static final String FLOW =
      """
      name: to-qdrant
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: "dev.freshet.dist.QdrantIT$Letters", target: notes}
      targets:
        notes:
          type: qdrant
          url: $url
          collection: notes
          api-key: file:$directory/key
          payload-indexes: {text: text}
      """;

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
      if (parts[1].equals("nowhere")) {
        letters[1] = Float.NaN;
      }
      return new Note(parts[0], parts[1], letters);
    }
  }

  @TempDir Path directory;
  private Workshop workshop;
  private MemoryQdrant server;

  @BeforeEach
  void prepare() throws Exception {
    server = new MemoryQdrant();
    server.expectApiKey("sesame");
    workshop = new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "1h"));
    Files.writeString(directory.resolve("key"), "sesame\n");
    workshop.write("a", "a=one");
    workshop.write("b", "b=one\nc=two");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private String flow(String yaml) throws IOException {
    return workshop.flow(yaml.replace("$url", server.url()));
  }

  private RunReport update(String yaml) throws Exception {
    return workshop.update(flow(yaml));
  }

  private MemoryCollection collection() {
    return server.collections().get("notes");
  }

  private Map<String, String> notes() {
    Map<String, String> notes = new TreeMap<>();
    for (RetrievedPoint point : collection().points().values()) {
      notes.put(text(point, "id"), text(point, "text"));
    }
    return notes;
  }

  private static String text(RetrievedPoint point, String name) {
    return point.getPayloadOrThrow(name).getStringValue();
  }

  @Test
  void sendsOnlyThePointsThatChanged() throws Exception {
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("a", "one", "b", "one", "c", "two"));
    assertThat(collection().indexes()).containsOnlyKeys("text");

    workshop.write("b", "b=three\nd=ü ' \" \\ ?");
    workshop.delete("a");
    RunReport report = update(FLOW);

    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("notes")).isEqualTo(new TargetCounts(2, 2, 0, 0));
    assertThat(notes()).isEqualTo(Map.of("b", "three", "d", "ü ' \" \\ ?"));
    assertThat(workshop.runs(flow(FLOW)).verify(false).damaged()).isZero();
    assertThat(update(FLOW).targets().get("notes")).isEqualTo(new TargetCounts(0, 0, 0, 0));
  }

  @Test
  void verifyComparesPayloadAndVectorsAndRepairs() throws Exception {
    update(FLOW);
    for (RetrievedPoint point : collection().points().values()) {
      String id = point.getId().getUuid();
      switch (text(point, "id")) {
        case "a" ->
            collection()
                .points()
                .put(id, point.toBuilder().putPayload("text", ValueFactory.value("x")).build());
        case "b" -> collection().points().put(id, point.toBuilder().clearVectors().build());
        default -> collection().points().remove(id);
      }
    }
    assertThat(workshop.runs(flow(FLOW)).verify(false).targets().get("notes"))
        .isEqualTo(new TargetRowCounts(3, 1, 2, 0, true));
    assertThat(workshop.runs(flow(FLOW)).verify(true).repaired()).isEqualTo(3);
    assertThat(notes()).isEqualTo(Map.of("a", "one", "b", "one", "c", "two"));
    assertThat(workshop.runs(flow(FLOW)).verify(false).damaged()).isZero();
  }

  @Test
  void anotherDistanceMakesTheCollectionAnewAndAnotherTargetTakesItAway() throws Exception {
    update(FLOW);
    MemoryCollection before = collection();
    assertThat(update(FLOW + "    distance: dot\n").exitCode()).isZero();
    assertThat(collection()).isNotSameAs(before);
    assertThat(notes()).hasSize(3);

    String elsewhere =
        FLOW.replace(
                "process: {class: \"dev.freshet.dist.QdrantIT$Letters\", target: notes}",
                "process: {type: markdown-to-html, target: notes}")
            .replaceAll(
                "(?s)  notes:\n.*", "  notes: {type: local-directory, directory: \\$output}\n");
    assertThat(update(elsewhere).exitCode()).isZero();
    assertThat(server.collections()).isEmpty();
  }

  @Test
  void aRowThatNoPointCanHoldIsReportedAndTheOthersGoOn() throws Exception {
    workshop.write("b", "b=two\nbad=nowhere");
    RunReport report = update(FLOW);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .isEqualTo("row \"bad\": letters has NaN at 1, which is nowhere"));
    assertThat(notes()).isEqualTo(Map.of("a", "one", "b", "two"));
    workshop.write("b", "b=two\nbad=good");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).containsEntry("bad", "good");
  }

  @Test
  void aLiveFlowOutlivesItsServer() throws Exception {
    workshop.settings(Map.of());
    String live = FLOW.replace("path: $docs", "path: $docs\n    refresh-interval: 100ms");
    try (LiveRun run = workshop.live(flow(live))) {
      await().until(() -> server.collections().containsKey("notes"));
      await().until(() -> notes().size() == 3);
      server.fail("Upsert", Status.UNAVAILABLE.withDescription("shutting down"));
      workshop.write("a", "a=away\nd=away");
      await().until(() -> server.refusals() > 0);
      server.goAway();
      server.heal();
      server.comeBack();
      await().until(() -> notes().equals(Map.of("a", "away", "b", "one", "c", "two", "d", "away")));
      assertThat(run.stop().exitCode()).isZero();
    }
  }

  @Test
  void aServerThatStaysAwayEndsTheRunAndTheNextGoesOn() throws Exception {
    update(FLOW);
    server.goAway();
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=away");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(1);
              assertThat(failure)
                  .hasMessageContaining("Qdrant collection notes at " + server.url());
            });
    server.comeBack();
    workshop.write("c", "d=one");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("a", "away", "b", "one", "c", "two", "d", "one"));
  }

  @Test
  void pointsThatWaitedInACheckpointArriveInTheNextRun() throws Exception {
    update(FLOW);
    server.fail("Upsert", Status.UNAVAILABLE.withDescription("shutting down"));
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=late");
    assertThatThrownBy(() -> update(FLOW)).isInstanceOf(RunFailure.class);
    assertThat(notes()).containsEntry("a", "one");
    server.heal();
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(notes()).containsEntry("a", "late");
  }

  @Test
  void aWrongKeyIsSaidBeforeAnythingIsTouchedAndIsNotShown() throws Exception {
    Files.writeString(directory.resolve("key"), "not-the-right-one");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("Check the option api-key")
        .message()
        .doesNotContain("not-the-right-one");
    assertThat(server.collections()).isEmpty();
    Files.writeString(directory.resolve("key"), "sesame");
    assertThat(update(FLOW).exitCode()).isZero();
  }

  @Test
  void aKeyThatWasTakenAwayLosesNothing() throws Exception {
    update(FLOW);
    server.expectApiKey("another");
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=late");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("Check the option api-key")
        .message()
        .doesNotContain("sesame");
    Files.writeString(directory.resolve("key"), "another");
    RunReport report = update(FLOW);
    assertThat(report.exitCode()).isZero();
    assertThat(notes()).isEqualTo(Map.of("a", "late", "b", "one", "c", "two"));
  }

  @Test
  void aCollectionOfTheUserIsWrittenOnlyWhenSaidAndNeverDropped() throws Exception {
    update(FLOW);
    CollectionConfig shape = collection().config().toBuilder().clearMetadata().build();
    update(FLOW.replace("collection: notes", "collection: others"));
    assertThat(server.collections()).containsOnlyKeys("others");
    server.collections().put("notes", MemoryCollection.of(shape));

    String another = FLOW.replace("name: to-qdrant", "name: another");
    assertThatThrownBy(() -> update(another))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("Freshet did not make it");

    String theirs =
        another
            .replace("payload-indexes: {text: text}", "managed-by-user: true")
            .replace("name: another", "name: to-theirs");
    assertThat(update(theirs).exitCode()).isZero();
    assertThat(notes()).hasSize(3);
    workshop.delete("a");
    assertThat(update(theirs).exitCode()).isZero();
    assertThat(notes()).containsOnlyKeys("b", "c");
  }

  private String example() throws IOException {
    workshop.delete("a");
    workshop.delete("b");
    workshop.write("tides.md", "# Tides\n\nEbbing and flowing.");
    return Files.readString(Path.of("../../conf/markdown-to-qdrant.yaml"))
        .replace("path: docs", "path: $docs")
        .replace("http://localhost:6334", "$url")
        .replace("env:FRESHET_QDRANT_API_KEY", "file:$directory/key");
  }

  @Test
  void theExampleRuns() throws Exception {
    assertThat(update(example()).exitCode()).isZero();
    assertThat(server.collections().get("pages").texts("filename")).containsExactly("tides.md");
  }

  /** With gRPC, protobuf and Guava from the one jar, beside Flink in one process. */
  @Test
  void theExampleRunsFromTheJobJarAndGrpcSaysNothing() throws Exception {
    String flow = flow(example());
    try (PackagedLauncher launcher = PackagedLauncher.in(directory.resolve("home"))) {
      Outcome outcome = launcher.run(directory, "update", flow);
      assertThat(outcome.exitCode()).as(outcome.err()).isZero();
      assertThat(outcome.err()).doesNotContain("io.grpc", "WARN", "sun.misc");
    }
    assertThat(server.collections().get("pages").texts("filename")).containsExactly("tides.md");
  }
}
