package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.nested;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.ColumnIndex;
import dev.freshet.postgres.PostgresTable.TextIndex;
import dev.freshet.postgres.PostgresTable.VectorIndex;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SpecCheckTest {
  private static final PostgresTable SPEC =
      new PostgresTable("postgresql://localhost/db", "things");

  private static void check(TrialTable table) {
    new PostgresTableConnector().check(table.setup());
  }

  private static void expectRefused(TrialTable table, String... reasons) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> check(table))
        .withMessageStartingWith("target things: ")
        .satisfies(
            e -> {
              for (String reason : reasons) {
                assertThat(e).hasMessageContaining(reason);
              }
            });
  }

  private static PostgresTable named(String table, String schema) {
    return new PostgresTable(SPEC.url(), table).withSchema(schema);
  }

  @Test
  void namesHaveOneTo63Bytes() {
    check(TrialTable.of(named("ü".repeat(31) + "x", "s")));
    expectRefused(TrialTable.of(named("ü".repeat(32), "")), "64 bytes", "schema: wanted a name");
    expectRefused(TrialTable.of(SPEC, field("c".repeat(64), Kind.INT)), "column of the rows");
    expectRefused(TrialTable.of(named("a\0b", "s")), "without NUL");
  }

  @Test
  void saysAllProblemsTogether() {
    expectRefused(
        TrialTable.of(new PostgresTable("localhost", "").withTypes(Map.of("x", "int"))),
        "url: ",
        "table: ",
        "types: there is no column x, but [key]");
  }

  @Test
  void keysAreSimple() {
    expectRefused(TrialTable.of(SPEC).withKey(vector("v", 3)), "cannot be a key in Postgres");
    TrialTable decimal = TrialTable.of(SPEC).withKey(field("price", Kind.DECIMAL));
    expectRefused(decimal, "say types: {price: text}");
    check(decimal.with(SPEC.withTypes(Map.of("price", "text"))));
  }

  @Test
  void mapsHaveSimpleKeys() {
    Field list = nested("key", Kind.LIST, field("element", Kind.INT));
    expectRefused(
        TrialTable.of(SPEC, nested("map", Kind.MAP, list, field("value", Kind.INT))),
        "map is a map whose keys are no simple values");
  }

  @Test
  void vectorsHaveLimits() {
    expectRefused(TrialTable.of(SPEC, vector("v", 16_001)), "say vectors: real-array");
    check(TrialTable.of(SPEC.withVectors(VectorType.REAL_ARRAY), vector("v", 16_001)));
    PostgresTable indexed = SPEC.withVectorIndexes(new VectorIndex("v"));
    check(TrialTable.of(indexed, vector("v", 2000)));
    expectRefused(TrialTable.of(indexed, vector("v", 2001)), "of at most 2000 for vector");
    PostgresTable halves = indexed.withVectors(VectorType.HALFVEC);
    check(TrialTable.of(halves, vector("v", 4000)));
    expectRefused(TrialTable.of(halves, vector("v", 4001)), "of at most 4000 for halfvec");
    expectRefused(
        TrialTable.of(indexed.withVectors(VectorType.REAL_ARRAY), vector("v", 3)),
        "vector-indexes need pgvector");
  }

  @Test
  void indexesNameColumns() {
    PostgresTable spec =
        SPEC.withIndexes(new ColumnIndex(List.of("nope")), new ColumnIndex(List.of()))
            .withTextIndexes(new TextIndex(List.of("n")), new TextIndex(List.of()))
            .withVectorIndexes(new VectorIndex("n"));
    expectRefused(
        TrialTable.of(spec, field("n", Kind.INT)),
        "indexes: there is no column nope",
        "indexes: an index needs a column",
        "text-indexes: n is no text",
        "text-indexes: an index needs a column",
        "vector-indexes: n is no vector");
  }

  @Test
  void optionsAreFine() {
    assertThatNoException().isThrownBy(() -> check(TrialTable.of(SPEC, field("n", Kind.INT))));
  }
}
