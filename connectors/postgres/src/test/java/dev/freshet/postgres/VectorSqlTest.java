package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.Distance;
import dev.freshet.postgres.PostgresTable.VectorIndex;
import dev.freshet.postgres.PostgresTable.VectorMethod;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** SQL for pgvector, which the server of these tests does not have. */
final class VectorSqlTest {
  private static final PostgresTable SPEC =
      new PostgresTable("postgresql://localhost/db", "things");

  @Test
  void columnsHaveTheTypeOfTheExtension() {
    assertThat(new ColumnTypes(SPEC, "public").of(vector("v", 384)))
        .isEqualTo("public.vector(384)");
    PostgresTable halves = SPEC.withVectors(VectorType.HALFVEC);
    assertThat(new ColumnTypes(halves, "\"Ext\"").of(vector("v", 3)))
        .isEqualTo("\"Ext\".halfvec(3)");
    PostgresTable arrays = SPEC.withVectors(VectorType.REAL_ARRAY);
    assertThat(new ColumnTypes(arrays, "").of(vector("v", 3))).isEqualTo("real[]");
    PostgresTable chosen = SPEC.withTypes(Map.of("v", "real[]"));
    assertThat(new ColumnTypes(chosen, "").needsExtension(vector("v", 3))).isFalse();
    assertThat(new ColumnTypes(SPEC, "").needsExtension(field("n", Kind.INT))).isFalse();
    assertThat(new ColumnTypes(SPEC, "").filler(vector("v", 3))).isEqualTo("'[0,0,0]'");
  }

  @Test
  void indexesHaveMethodAndDistance() {
    PostgresTable spec =
        SPEC.withVectorIndexes(
            new VectorIndex("v"),
            new VectorIndex("v", VectorMethod.IVFFLAT, Distance.L2, Map.of("lists", 100)),
            new VectorIndex(
                "v",
                VectorMethod.HNSW,
                Distance.INNER_PRODUCT,
                Map.of("m", 8, "ef_construction", 32)));
    assertThat(IndexDefinitions.of(spec, "public").values())
        .containsExactly(
            "USING hnsw (\"v\" public.vector_cosine_ops)",
            "USING ivfflat (\"v\" public.vector_l2_ops) WITH (\"lists\" = 100)",
            "USING hnsw (\"v\" public.vector_ip_ops) WITH (\"ef_construction\" = 32, \"m\" = 8)");
    assertThat(IndexDefinitions.of(spec.withVectors(VectorType.HALFVEC), "ext").values())
        .first()
        .isEqualTo("USING hnsw (\"v\" ext.halfvec_cosine_ops)");
  }

  @Test
  void namesOfIndexesFitAndChangeWithWhatTheyAre() {
    PostgresTable spec =
        new PostgresTable(SPEC.url(), "ü".repeat(31)).withVectorIndexes(new VectorIndex("v"));
    assertThat(IndexDefinitions.of(spec, "public").keySet())
        .allSatisfy(name -> Names.check("index", name))
        .doesNotContainAnyElementsOf(
            IndexDefinitions.of(spec.withVectors(VectorType.HALFVEC), "public").keySet());
  }

  /** From the tables of IEEE 754: binary16. */
  @ParameterizedTest
  @CsvSource({
    "0, 0000",
    "-0.0, 8000",
    "1, 3c00",
    "-2, c000",
    "65504, 7bff",
    "65519.99, 7bff",
    "65520, 7c00",
    "0.1, 2e66",
    "6.1035156e-5, 0400",
    "6.097555e-5, 03ff",
    "5.9604645e-8, 0001",
    "2.9e-8, 0000",
    "1.0009765, 3c01",
    "1.0004883, 3c00",
    "1.0014648, 3c02",
    "0.33333334, 3555"
  })
  void halvesAreRoundedToTheNearest(float number, String bits) {
    assertThat(String.format("%04x", HalfFloat.bits(number))).isEqualTo(bits);
  }
}
