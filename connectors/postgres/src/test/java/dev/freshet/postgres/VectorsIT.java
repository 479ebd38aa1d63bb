package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.row;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Nullable;
import dev.freshet.postgres.PostgresTable.Distance;
import dev.freshet.postgres.PostgresTable.VectorIndex;
import dev.freshet.postgres.PostgresTable.VectorMethod;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors in a real pgvector, where one can be had. */
final class VectorsIT {
  private static @Nullable VectorServer server;

  @BeforeAll
  static void start() throws Exception {
    server = VectorServer.start();
    Assumptions.assumeTrue(server != null, "There is no pgvector to test with");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  private static TrialTable table(VectorType type, int size) {
    PostgresTable spec = server.table(TrialTable.newName()).withVectors(type);
    return TrialTable.of(spec, vector("embedding", size)).within(Duration.ofMinutes(1));
  }

  private static List<String> query(String sql) throws Exception {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(server.jdbcUrl());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }

  @Test
  void areFoundByTheirNeighbours() throws Exception {
    TrialTable plain = table(VectorType.VECTOR, 3);
    TrialTable table =
        plain.with(
            plain
                .spec()
                .withVectorIndexes(
                    new VectorIndex("embedding"),
                    new VectorIndex(
                        "embedding", VectorMethod.IVFFLAT, Distance.L2, Map.of("lists", 1))));
    table.created();
    List<List<@Nullable Object>> rows =
        List.of(
            row("x", new float[] {1, 0.1f, 0}),
            row("y", new float[] {0, 1, -0.0f}),
            row("z", new float[] {0, 0, 1e-20f}));
    assertThat(table.write(rows)).isEmpty();
    assertThat(table.write(row("nan", new float[] {Float.NaN, 0, 0})))
        .containsExactly("row \"nan\": column \"embedding\" is vector(3), which does not hold NaN");
    table.loaded();
    table.loaded();
    assertThat(
            query(
                "SELECT regexp_replace(indexdef, '.* USING ', '') FROM pg_indexes WHERE tablename = '%s' ORDER BY 1"
                    .formatted(table.spec().table())))
        .containsExactly(
            "btree (key)",
            "hnsw (embedding vector_cosine_ops)",
            "ivfflat (embedding) WITH (lists='1')");
    assertThat(
            query(
                "SELECT key FROM %s ORDER BY embedding <=> '[0.9,0.2,0]' LIMIT 2"
                    .formatted(table.spec().table())))
        .containsExactly("x", "y");
    assertThat(table.found("", 0.9f, 0.2f, 0)).containsExactly("x", "y");
    table.expectListed(rows);
    table.delete("x", "y", "z");
    table.drop();
  }

  @Test
  void areHalvedWhereTheSpecSaysSo() throws Exception {
    TrialTable plain = table(VectorType.HALFVEC, 2);
    TrialTable table =
        plain.with(plain.spec().withVectorIndexes(new VectorIndex("embedding"))).created();
    table.write(row("a", new float[] {0.1f, 65_504}));
    assertThat(table.write(row("b", new float[] {1, 1e6f}))).hasSize(1);
    table.loaded();
    String all = "SELECT embedding::text FROM " + table.spec().table();
    assertThat(query(all)).containsExactly("[0.099975586,65504]");
    table.drop();
  }

  /** The server has no COPY, so the bytes that would be copied are sent as a parameter. */
  @ParameterizedTest
  @CsvSource({"VECTOR, '[1,-0.1,3e+20]'", "HALFVEC, '[1,-0.099975586,65504]'"})
  void areReadFromTheirBinaryForm(Wire wire, String text) throws Exception {
    float[] vector = {1, -0.1f, wire == Wire.VECTOR ? 3e20f : 65_504};
    TrialTable table = table(VectorType.valueOf(wire.name()), 3).created();
    byte[] binary = BinaryValue.of(wire, vector);
    String type = query("SELECT '%s'::regtype::oid".formatted(wire.sql)).get(0);
    String url = server.jdbcUrl() + "&binaryTransferEnable=" + type;
    try (Connection connection = DriverManager.getConnection(url);
        PreparedStatement statement = connection.prepareStatement("SELECT ?::text")) {
      statement.setObject(1, new BinaryValue(wire.sql, binary));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        assertThat(row.getString(1)).isEqualTo(text);
      }
    }
    table.drop();
  }

  @Test
  void changeTheirSizeAndType() throws Exception {
    TrialTable before = table(VectorType.VECTOR, 2);
    before = before.with(before.spec().withVectorIndexes(new VectorIndex("embedding"))).created();
    before.write(row("a", new float[] {1, 2}));
    before.loaded();
    TrialTable after = before.with(vector("embedding", 3));
    assertThat(after.compatibilityFrom(before)).isEqualTo(Compatibility.REWRITE_ROWS);
    after.alterFrom(before);
    after.write(row("a", new float[] {1, 2, 3}));
    after.expectListed(List.of(row("a", new float[] {1, 2, 3})));
    TrialTable halves = after.with(after.spec().withVectors(VectorType.HALFVEC));
    assertThat(halves.compatibilityFrom(after)).isEqualTo(Compatibility.REWRITE_ROWS);
    halves.alterFrom(after);
    assertThat(query("SELECT embedding::text FROM " + halves.spec().table()))
        .containsExactly("[0,0,0]");
    halves.drop();
  }
}
