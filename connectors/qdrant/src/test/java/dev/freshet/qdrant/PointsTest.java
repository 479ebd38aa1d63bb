package dev.freshet.qdrant;

import static dev.freshet.qdrant.CollectionTrial.field;
import static dev.freshet.qdrant.CollectionTrial.nullable;
import static dev.freshet.qdrant.CollectionTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.FoundRow;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Upsert;
import dev.freshet.qdrant.QdrantCollection.Distance;
import dev.freshet.qdrantserver.MemoryCollection;
import dev.freshet.qdrantserver.MemoryQdrant;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.Points.DenseVector;
import io.qdrant.client.grpc.Points.RetrievedPoint;
import io.qdrant.client.grpc.Points.VectorOutput;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What points hold, and that they are listed as what was declared; against a server in memory. */
final class PointsTest {
  private MemoryQdrant server;

  @BeforeEach
  void start() throws Exception {
    server = new MemoryQdrant();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private CollectionTrial trial(Field... value) {
    return CollectionTrial.of(new QdrantCollection(server.url(), "things"), value);
  }

  private QdrantCollection with(Map<String, Distance> distances, int batch) {
    return new QdrantCollection(server.url(), "things").withDistances(distances).withBatch(batch);
  }

  private MemoryCollection collection() {
    return server.collections().get("things");
  }

  private RetrievedPoint onlyPoint() {
    assertThat(collection().points()).hasSize(1);
    return collection().points().firstEntry().getValue();
  }

  private void change(java.util.function.Consumer<RetrievedPoint.Builder> change) {
    RetrievedPoint.Builder point = onlyPoint().toBuilder();
    change.accept(point);
    collection().points().put(point.getId().getUuid(), point.build());
  }

  private static final Field PLACE = field("place", Kind.STRUCT, nullable("name", Kind.TEXT));

  private static Row place(String name) {
    return new Row(PLACE.type().fields(), Arrays.asList(name));
  }

  private static final Field[] ALL = {
    nullable("yes", Kind.BOOLEAN),
    nullable("number", Kind.INT),
    nullable("large", Kind.LONG),
    nullable("ratio", Kind.FLOAT),
    nullable("exact", Kind.DOUBLE),
    nullable("price", Kind.DECIMAL),
    nullable("text", Kind.TEXT),
    nullable("bytes", Kind.BYTES),
    nullable("at", Kind.INSTANT),
    nullable("day", Kind.DATE),
    nullable("who", Kind.UUID),
    nullable("tags", Kind.LIST, nullable("element", Kind.TEXT)),
    nullable("place", Kind.STRUCT, nullable("name", Kind.TEXT)),
    nullable("counts", Kind.MAP, field("key", Kind.TEXT), field("value", Kind.LONG)),
    nullable("days", Kind.MAP, field("key", Kind.DATE), field("value", Kind.DOUBLE)),
  };

  private static Object[] valuesOfAll() {
    return new Object[] {
      true,
      Integer.MIN_VALUE,
      Long.MAX_VALUE,
      0.1f,
      0.1 + 0.2,
      new BigDecimal("1.10"),
      "a\0ü😀",
      new byte[] {0, -1},
      Instant.parse("2026-11-22T10:11:12.123456789Z"),
      LocalDate.parse("2026-11-22"),
      new UUID(1, 2),
      Arrays.asList("a", null),
      place(null),
      Map.of("a", 1L),
      Map.of(LocalDate.EPOCH, -0.0),
    };
  }

  @Test
  void everyKindOfValueIsListedAsItWasDeclared() throws Exception {
    CollectionTrial trial = trial(ALL).created();
    Upsert<Row, Row> row = trial.row("a", valuesOfAll());
    assertThat(trial.write(row)).isEmpty();
    assertThat(trial.listed()).containsExactly(row);
  }

  @Test
  void payloadHasTheTypesThatFiltersAskFor() throws Exception {
    CollectionTrial trial = trial(ALL).created();
    trial.write(trial.row("a", valuesOfAll()));
    Map<String, Value> payload = onlyPoint().getPayloadMap();
    assertThat(payload)
        .containsEntry("key", ValueFactory.value("a"))
        .containsEntry("yes", ValueFactory.value(true))
        .containsEntry("number", ValueFactory.value((long) Integer.MIN_VALUE))
        .containsEntry("large", ValueFactory.value(Long.MAX_VALUE))
        .containsEntry("exact", ValueFactory.value(0.1 + 0.2))
        .containsEntry("price", ValueFactory.value("1.10"))
        .containsEntry("at", ValueFactory.value("2026-11-22T10:11:12.123456789Z"))
        .containsEntry("day", ValueFactory.value("2026-11-22"))
        .containsEntry("who", ValueFactory.value("00000000-0000-0001-0000-000000000002"))
        .containsEntry("counts", ValueFactory.value(Map.of("a", ValueFactory.value(1))));
    assertThat(payload.get("days").getListValue().getValues(0).getStructValue().getFieldsMap())
        .containsEntry("key", ValueFactory.value("1970-01-01"));
  }

  @Test
  void whatIsNullIsAbsentAndListedAsNull() throws Exception {
    CollectionTrial trial = trial(ALL).created();
    trial.write(trial.row("a", valuesOfAll()));
    Upsert<Row, Row> row = trial.row("a", new Object[ALL.length]);
    assertThat(trial.write(row)).isEmpty();
    assertThat(onlyPoint().getPayloadMap()).containsOnlyKeys("key", "_freshet");
    assertThat(trial.listed()).containsExactly(row);
  }

  @Test
  void theIdIsThatOfTheKeyAndNothingElse() throws Exception {
    CollectionTrial trial = trial(field("text", Kind.TEXT)).created();
    trial.write(trial.row("a", "one"));
    trial.write(trial.row("a", "two"));
    assertThat(onlyPoint().getId().getUuid()).isEqualTo(trial.key("a").id().toString());
    assertThat(onlyPoint().getPayloadMap()).doesNotContainKey("_freshet");
    trial.delete("a", "never");
    assertThat(collection().points()).isEmpty();
  }

  @Test
  void vectorsOfEveryDistanceAreListedAsTheyWereDeclared() throws Exception {
    CollectionTrial trial =
        CollectionTrial.of(
                with(Map.of("flat", Distance.EUCLID, "dot", Distance.DOT), 128),
                vector("flat", 3),
                vector("dot", 3),
                vector("round", 384))
            .created();
    Random random = new Random(7);
    List<Upsert<Row, Row>> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      float[] round = new float[384];
      for (int j = 0; j < round.length; j++) {
        round[j] = (float) random.nextGaussian() * (i + 1);
      }
      float[] flat = {random.nextFloat(), -0.0f, Float.MIN_VALUE};
      rows.add(trial.row("key-" + i, flat, new float[] {Float.MAX_VALUE, 1, 0}, round));
    }
    trial.mutate(rows, List.of());
    assertThat(trial.listed()).containsExactlyInAnyOrderElementsOf(rows);
  }

  @Test
  void aVectorOfZerosIsTaken() throws Exception {
    CollectionTrial trial = trial(vector("v", 2)).created();
    Upsert<Row, Row> row = trial.row("a", new float[2]);
    assertThat(trial.write(row)).isEmpty();
    assertThat(trial.listed()).containsExactly(row);
  }

  @Test
  void whatWasChangedBehindTheBackIsNotListedAsDeclared() throws Exception {
    CollectionTrial trial =
        trial(field("text", Kind.TEXT), field("exact", Kind.DOUBLE), vector("v", 2)).created();
    Upsert<Row, Row> row = trial.row("a", "one", 0.5, new float[] {3, 4});
    List<java.util.function.Consumer<RetrievedPoint.Builder>> changes =
        List.of(
            point -> point.putPayload("text", ValueFactory.value("two")),
            point -> point.putPayload("text", ValueFactory.value(2)),
            point -> point.removePayload("text"),
            point -> point.putPayload("exact", ValueFactory.value(0.6)),
            point -> point.removePayload("exact"),
            point -> point.putPayload("_freshet", ValueFactory.value("AAAA")),
            point -> point.removePayload("_freshet"),
            point -> point.clearVectors(),
            point ->
                point
                    .getVectorsBuilder()
                    .getVectorsBuilder()
                    .putVectors(
                        "v",
                        VectorOutput.newBuilder()
                            .setDense(DenseVector.newBuilder().addData(0.8f).addData(0.6f))
                            .build()));
    for (var each : changes) {
      trial.write(row);
      assertThat(trial.listed()).containsExactly(row);
      change(each);
      assertThat(trial.listed())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.key()).isEqualTo(row.key());
                assertThat(found.value()).isNotEqualTo(row.value());
              });
    }
  }

  @Test
  void aPointOfAnotherIsListedWithAKeyThatNoRowHas() throws Exception {
    CollectionTrial trial = trial(field("text", Kind.TEXT)).created();
    Upsert<Row, Row> row = trial.row("a", "one");
    trial.write(row);
    change(point -> point.getIdBuilder().setUuid(new UUID(0, 5).toString()));
    assertThat(trial.listed()).hasSize(2).contains(row);
    assertThat(trial.listed().get(0).key().values().toString()).contains(new UUID(0, 5).toString());
  }

  @Test
  void rowsAreSentInBatchesAndListedInPages() throws Exception {
    CollectionTrial trial =
        CollectionTrial.of(with(Map.of(), 64), field("text", Kind.TEXT)).created();
    List<Upsert<Row, Row>> rows =
        IntStream.range(0, 200).mapToObj(i -> trial.row("key-" + i, "text")).toList();
    trial.mutate(rows, List.of());
    assertThat(server.calls()).filteredOn("Upsert"::equals).hasSize(4);
    assertThat(trial.listed()).containsExactlyInAnyOrderElementsOf(rows);
    assertThat(server.calls()).filteredOn("Scroll"::equals).hasSize(4);
  }

  @Test
  void largeRowsAreSentInBatchesOfFewBytes() throws Exception {
    CollectionTrial trial = trial(field("text", Kind.TEXT)).created();
    String text = "x".repeat(3 << 20);
    List<Upsert<Row, Row>> rows =
        IntStream.range(0, 5).mapToObj(i -> trial.row("key-" + i, text)).toList();
    assertThat(trial.mutate(rows, List.of())).isEmpty();
    assertThat(server.calls()).filteredOn("Upsert"::equals).hasSize(3);
    assertThat(trial.listed()).hasSize(5);
  }

  @Test
  void rowsThatNoPointCanHoldAreRejectedAndTheOthersWritten() throws Exception {
    CollectionTrial trial =
        trial(
                field("text", Kind.TEXT),
                field("exact", Kind.DOUBLE),
                field("tags", Kind.LIST, field("element", Kind.FLOAT)),
                vector("v", 2))
            .created();
    float[] good = {1, 2};
    List<String> rejected =
        trial.write(
            trial.row("nowhere", "", 1.0, List.of(), new float[] {1, Float.NaN}),
            trial.row("short", "", 1.0, List.of(), new float[] {1}),
            trial.row("fine", "", 1.0, List.of(), good),
            trial.row("endless", "", Double.POSITIVE_INFINITY, List.of(), good),
            trial.row("nested", "", 1.0, List.of(Float.NaN), good),
            trial.row("large", "x".repeat(33 << 20), 1.0, List.of(), good));
    assertThat(rejected)
        .satisfiesExactly(
            reason ->
                assertThat(reason).isEqualTo("row \"nowhere\": v has NaN at 1, which is nowhere"),
            reason -> assertThat(reason).isEqualTo("row \"short\": v has 1 numbers; wanted 2"),
            reason -> assertThat(reason).startsWith("row \"endless\": exact is Infinity"),
            reason -> assertThat(reason).startsWith("row \"nested\": tags is NaN"),
            reason -> assertThat(reason).contains("row \"large\"", "most of them for text"));
    assertThat(collection().texts("key")).containsExactly("fine");
  }

  @Test
  void pointsAreFoundByTheNearestVectorOfItsLength() throws Exception {
    CollectionTrial trial =
        trial(field("text", Kind.TEXT), vector("small", 2), vector("large", 3)).created();
    trial.write(
        trial.row("east", "E", new float[] {1, 0}, new float[] {1, 0, 0}),
        trial.row("north", "N", new float[] {0, 1}, new float[] {0, 1, 0}),
        trial.row("west", "W", new float[] {-1, 0}, new float[] {0, 0, 1}));
    QdrantCollectionConnector connector = new QdrantCollectionConnector();

    List<FoundRow> found =
        connector.findRows(trial.setup(), new RowSearch("", new float[] {3, 1}, 2));
    assertThat(found).extracting(row -> row.key().get("key")).containsExactly("east", "north");
    assertThat(found.get(0).value().get("text")).isEqualTo("E");
    assertThat(found.get(0).score()).isGreaterThan(found.get(1).score());
    assertThatThrownBy(() -> connector.findRows(trial.setup(), new RowSearch("", new float[4], 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no vector of the length 4");
    assertThatThrownBy(() -> connector.findRows(trial.setup(), new RowSearch("words", null, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("its points are found by vectors");
  }
}
