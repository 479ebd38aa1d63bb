package dev.freshet.opensearch;

import static dev.freshet.opensearch.IndexTrial.field;
import static dev.freshet.opensearch.IndexTrial.nullable;
import static dev.freshet.opensearch.IndexTrial.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.RowSearch;
import dev.freshet.api.Upsert;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.opensearch.OpenSearchIndex.Refresh;
import dev.freshet.opensearch.OpenSearchIndex.Texts;
import dev.freshet.opensearch.OpenSearchIndex.Vectors;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What documents hold, that they are found, and that they are listed as what was declared. */
final class DocumentsIT {
  private static final Field PLACE = field("place", Kind.STRUCT, nullable("name", Kind.TEXT));

  private static final Field[] ALL = {
    nullable("yes", Kind.BOOLEAN),
    nullable("number", Kind.INT),
    nullable("large", Kind.LONG),
    nullable("ratio", Kind.FLOAT),
    nullable("exact", Kind.DOUBLE),
    nullable("price", Kind.DECIMAL),
    nullable("text", Kind.TEXT),
    nullable("word", Kind.TEXT),
    nullable("bytes", Kind.BYTES),
    nullable("at", Kind.INSTANT),
    nullable("day", Kind.DATE),
    nullable("who", Kind.UUID),
    new Field("near", new Type(Kind.VECTOR, 3, List.of()), true),
    nullable("tags", Kind.LIST, nullable("element", Kind.TEXT)),
    nullable("grid", Kind.LIST, field("element", Kind.LIST, field("element", Kind.INT))),
    nullable("place", Kind.STRUCT, nullable("name", Kind.TEXT)),
    nullable("places", Kind.LIST, nullable("element", Kind.STRUCT, nullable("name", Kind.TEXT))),
    nullable("counts", Kind.MAP, field("key", Kind.TEXT), nullable("value", Kind.LONG)),
    nullable("days", Kind.MAP, field("key", Kind.DATE), field("value", Kind.DOUBLE)),
    nullable("shapes", Kind.LIST, field("element", Kind.VECTOR)),
    nullable("nothing", Kind.STRUCT),
  };

  private static Row place(String name) {
    return new Row(PLACE.type().fields(), Collections.singletonList(name));
  }

  private static Object[] valuesOfAll() {
    return new Object[] {
      true,
      Integer.MIN_VALUE,
      Long.MAX_VALUE,
      0.1f,
      0.1 + 0.2,
      new BigDecimal("1.10"),
      "The ebbing tides \0 ü 😀 \" \\ \n \u2028",
      "As It Is",
      new byte[] {0, -1},
      Instant.parse("2026-11-22T10:11:12.123456789Z"),
      LocalDate.parse("2026-11-22"),
      new UUID(1, 2),
      new float[] {0.1f, -0f, Float.MIN_VALUE},
      Arrays.asList("a", null),
      List.of(List.of(1, 2), List.of(3)),
      place(null),
      Arrays.asList(place("here"), null, place(null)),
      Collections.singletonMap("a.b", null),
      Map.of(LocalDate.EPOCH, -0.0),
      List.of(new float[] {1.5f}, new float[0]),
      new Row(List.of(), List.of()),
    };
  }

  /** Equal for rows that the engine takes to be equal. */
  private static String encoded(Upsert<Row, Row> row) {
    return Arrays.toString(row.key().values().toArray())
        + Arrays.toString(CanonicalEncoding.encode(row.value().fields(), row.value().values()));
  }

  private static IndexTrial created(SharedServer server, String index, Field... value)
      throws Exception {
    return IndexTrial.of(server.index(index), value).created();
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfValueIsListedAsItWasDeclared(SharedServer server) throws Exception {
    IndexTrial trial = created(server, "values", ALL);
    Upsert<Row, Row> all = trial.row("all", valuesOfAll());
    Upsert<Row, Row> none = trial.row("none", new Object[ALL.length]);
    Object[] extremes = new Object[ALL.length];
    extremes[1] = Integer.MAX_VALUE;
    extremes[2] = Long.MIN_VALUE;
    extremes[3] = -0f;
    extremes[4] = -Double.MAX_VALUE;
    extremes[5] = new BigDecimal("-1E+400");
    extremes[9] = Instant.parse("0001-01-01T00:00:00Z");
    extremes[13] = List.of();
    Upsert<Row, Row> extreme = trial.row("extreme", extremes);
    assertThat(trial.write(all, none, extreme)).isEmpty();
    assertThat(trial.listed())
        .usingElementComparator(Comparator.comparing(DocumentsIT::encoded))
        .containsExactlyInAnyOrder(all, none, extreme);
    trial.dropped();
  }

  @ParameterizedTest
  @EnumSource
  void valuesAreFoundAsTheirKindsAre(SharedServer server) throws Exception {
    OpenSearchIndex spec =
        server
            .index("found")
            .withTexts(new Texts("whitespace", Map.of("tags", "simple"), List.of("word")));
    IndexTrial trial = IndexTrial.of(spec, ALL).created();
    trial.write(trial.row("all", valuesOfAll()));
    for (String query :
        List.of(
            "{\"match\": {\"text\": \"ebbing\"}}",
            "{\"term\": {\"word\": \"As It Is\"}}",
            "{\"term\": {\"key\": \"all\"}}",
            "{\"term\": {\"yes\": true}}",
            "{\"range\": {\"large\": {\"gte\": 9223372036854775807}}}",
            "{\"range\": {\"ratio\": {\"lt\": 0.2}}}",
            "{\"term\": {\"price\": \"1.10\"}}",
            "{\"range\": {\"at\": {\"gte\": \"2026-11-22T10:11:12.123Z\"}}}",
            "{\"range\": {\"day\": {\"lt\": \"2026-11-23\"}}}",
            "{\"match\": {\"tags\": \"A\"}}",
            "{\"nested\": {\"path\": \"places\", \"query\":"
                + " {\"term\": {\"places.name\": \"here\"}}}}")) {
      JsonNode hits = server.found("found", "{\"query\": " + query + "}");
      assertThat(hits).as(query).hasSize(1);
    }
    trial.dropped();
  }

  @ParameterizedTest
  @EnumSource
  void theNearestVectorIsFound(SharedServer server) throws Exception {
    IndexTrial trial = created(server, "near", vector("v", 3));
    trial.write(
        trial.row("x", (Object) new float[] {1, 0, 0}),
        trial.row("y", (Object) new float[] {0, 1, 0}));
    String search =
        server == SharedServer.OPENSEARCH
            ? "{\"query\": {\"knn\": {\"v\": {\"vector\": [0.1, 0.9, 0], \"k\": 1}}}}"
            : "{\"knn\": {\"field\": \"v\", \"query_vector\": [0.1, 0.9, 0], \"k\": 1,"
                + " \"num_candidates\": 10}}";
    assertThat(server.found("near", search))
        .singleElement()
        .satisfies(hit -> assertThat(hit.path("_source").path("key").asText()).isEqualTo("y"));
    trial.dropped();
  }

  @Test
  void keysLongerThanAnIdMayBeStayApart() throws Exception {
    IndexTrial trial = created(SharedServer.OPENSEARCH, "keys", field("text", Kind.TEXT));
    String begin = "k".repeat(600);
    trial.write(trial.row(begin + "1", "one"), trial.row(begin + "2", "two"), trial.row("", "no"));
    assertThat(trial.listed())
        .containsExactlyInAnyOrder(
            trial.row(begin + "1", "one"), trial.row(begin + "2", "two"), trial.row("", "no"));
    trial.delete(begin + "1", "never written");
    assertThat(trial.listed()).hasSize(2);
    trial.dropped();
  }

  @Test
  void manyRowsGoInRequestsOfABoundedSizeAndComeInPages() throws Exception {
    OpenSearchIndex spec = SharedServer.OPENSEARCH.index("many").withShards(3, 0);
    IndexTrial trial =
        IndexTrial.of(spec.withBulkBytes(4096), field("text", Kind.TEXT), vector("v", 2)).created();
    Random random = new Random(7);
    List<Upsert<Row, Row>> rows = new ArrayList<>();
    IntStream.range(0, 1000)
        .forEach(
            i ->
                rows.add(
                    trial.row(
                        "key-" + i,
                        "x".repeat(random.nextInt(300)),
                        new float[] {random.nextFloat(), random.nextFloat() + 1})));
    rows.add(trial.row("large", "y".repeat(10_000), new float[] {1, 1}));
    assertThat(trial.mutate(rows, List.of())).isEmpty();
    assertThat(trial.listed()).containsExactlyInAnyOrderElementsOf(rows);
    trial.dropped();
  }

  @Test
  void aWriteIsFoundAtOnceIfThatIsWished() throws Exception {
    for (Refresh refresh : List.of(Refresh.NOW, Refresh.WAIT)) {
      IndexTrial trial =
          IndexTrial.of(
                  SharedServer.OPENSEARCH.index("fresh").withRefresh(refresh),
                  field("text", Kind.TEXT))
              .created();
      trial.write(trial.row("a", "one"));
      assertThat(
              SharedServer.OPENSEARCH
                  .call("POST", "/fresh/_search", "{}")
                  .path("hits")
                  .path("hits"))
          .hasSize(1);
      trial.delete("a");
      assertThat(
              SharedServer.OPENSEARCH
                  .call("POST", "/fresh/_search", "{}")
                  .path("hits")
                  .path("hits"))
          .isEmpty();
      trial.dropped();
    }
  }

  @ParameterizedTest
  @EnumSource
  void documentsOfOthersAndDamagedOnesAreToldFromRows(SharedServer server) throws Exception {
    IndexTrial trial =
        created(server, "damaged", field("text", Kind.TEXT), nullable("number", Kind.INT));
    trial.write(trial.row("a", "one", 1), trial.row("b", "two", null));
    String id = trial.key("a").id().toString();
    server.call("PUT", "/damaged/_doc/theirs", "{\"key\": \"a\", \"text\": \"one\"}");
    server.call(
        "PUT", "/damaged/_doc/" + id, "{\"key\": \"a\", \"text\": \"one\", \"number\": \"1\"}");
    List<Upsert<Row, Row>> listed = trial.listed();
    assertThat(listed).hasSize(3).contains(trial.row("b", "two", null));
    assertThat(listed).doesNotContain(trial.row("a", "one", 1));
    assertThat(listed.stream().map(Upsert::key)).contains(trial.key("a")).doesNotHaveDuplicates();
    trial.dropped();
  }

  @ParameterizedTest
  @EnumSource
  void whatNoIndexHoldsIsRejectedAndTheRestIsWritten(SharedServer server) throws Exception {
    IndexTrial trial =
        created(
            server,
            "rejects",
            vector("v", 2),
            nullable("exact", Kind.DOUBLE),
            nullable("at", Kind.INSTANT),
            nullable("text", Kind.TEXT));
    float[] good = {1, 2};
    List<String> reasons =
        trial.write(
            trial.row("nowhere", new float[] {1, Float.NaN}, null, null, null),
            trial.row("short", new float[] {1}, null, null, null),
            trial.row("endless", good, Double.POSITIVE_INFINITY, null, null),
            trial.row("zero", new float[] {0, 0}, null, null, null),
            trial.row("late", good, null, Instant.MAX, null),
            trial.row("huge", good, null, null, "z".repeat(33 << 20)),
            trial.row("good", good, 1.0, Instant.EPOCH, "text"));
    assertThat(reasons).hasSize(6);
    assertThat(reasons).anyMatch(reason -> reason.contains("\"nowhere\": v has NaN at 1"));
    assertThat(reasons).anyMatch(reason -> reason.contains("\"short\": v has 1 numbers; wanted 2"));
    assertThat(reasons).anyMatch(reason -> reason.contains("\"endless\": exact is Infinity"));
    assertThat(reasons).anyMatch(reason -> reason.matches("(?s)row \"zero\": 400 .*v.*"));
    assertThat(reasons)
        .anyMatch(reason -> reason.matches("(?s)row \"late\": 400 .*at.*"))
        .noneMatch(reason -> reason.contains("Preview"));
    assertThat(reasons)
        .anyMatch(reason -> reason.contains("\"huge\": the row takes 34,603,104 bytes"))
        .allMatch(reason -> reason.length() < 1000);
    assertThat(trial.listedKeys()).containsExactly("good");
    trial.dropped();
  }

  @Test
  void vectorsOfOtherSpacesAreTaken() throws Exception {
    for (OpenSearchIndex.Space space : OpenSearchIndex.Space.values()) {
      for (SharedServer server : SharedServer.values()) {
        IndexTrial trial =
            IndexTrial.of(server.index("spaces").withVectors(new Vectors(space)), vector("v", 2))
                .created();
        assertThat(trial.write(trial.row("a", (Object) new float[] {3, 4}))).isEmpty();
        assertThat(trial.listed()).containsExactly(trial.row("a", (Object) new float[] {3, 4}));
        trial.dropped();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void rowsAreFoundByWordsAndByTheNearestVector(SharedServer server) throws Exception {
    IndexTrial trial =
        created(
            server,
            "searched",
            field("text", Kind.TEXT),
            new Field("near", new Type(Kind.VECTOR, 2, List.of()), false));
    trial.write(
        trial.row("a", "the tide and the moon", new float[] {1, 0}),
        trial.row("b", "the moon, the moon", new float[] {0, 1}),
        trial.row("c", "a well", new float[] {-1, 0.1f}));

    assertThat(found(trial, "moon", null)).containsExactly("b", "a");
    assertThat(found(trial, "sun", null)).isEmpty();
    assertThat(found(trial, "", new float[] {1, 0.2f})).containsExactly("a", "b");
    assertThatThrownBy(() -> found(trial, "", new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no vector of the length 3");
    trial.dropped();
  }

  private static List<Object> found(IndexTrial trial, String text, float @Nullable [] vector)
      throws Exception {
    return new OpenSearchIndexConnector()
        .findRows(trial.setup(), new RowSearch(text, vector, 2)).stream()
            .map(row -> row.key().values().get(0))
            .toList();
  }
}
