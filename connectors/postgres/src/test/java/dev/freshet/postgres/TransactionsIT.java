package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.row;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.TargetMutations;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The tables of one call are written together or not at all, with one connection. */
final class TransactionsIT {
  private final TrialTable one = TrialTable.of(field("n", Kind.INT));
  private final TrialTable other = TrialTable.of(field("n", Kind.INT));

  @Test
  void tablesOfOneCallHaveOneTransaction() throws Exception {
    one.created();
    other.created();
    other.write(row("old", 1));
    TrialTable.mutate(
        one.call(IntStream.range(0, 2000).mapToObj(i -> row("a" + i, i)).toList(), List.of()),
        other.call(List.of(row("b", 1)), List.of(row("old"))));
    assertThat(one.rows("DISTINCT xmin::text"))
        .isEqualTo(other.rows("DISTINCT xmin::text"))
        .hasSize(1);
    one.drop();
    other.drop();
  }

  @Test
  void aTableThatFailsTakesTheOthersBack() throws Exception {
    one.created();
    other.created();
    PostgresTableConnector connector = new PostgresTableConnector();
    var first = one.call(List.of(row("a", 1)), List.of()).in(connector);
    var second = other.call(List.of(row("b", 1)), List.of()).in(connector);
    other.drop();
    assertThatThrownBy(() -> connector.mutate(List.of(first, second)))
        .hasMessageContaining(other.spec().table());
    connector.close();
    assertThat(one.rows("*")).isEmpty();
    one.drop();
  }

  @Test
  void aLostFenceTakesAllBack() throws Exception {
    one.created();
    PostgresTableConnector connector = new PostgresTableConnector();
    var call = one.call(List.of(row("a", 1)), List.of()).in(connector);
    int[] checks = {0};
    assertThatThrownBy(() -> connector.mutate(List.of(losingAfter(1, checks, call))))
        .hasMessage("another process owns the flow");
    connector.close();
    assertThat(checks[0]).isEqualTo(2);
    assertThat(one.rows("*")).isEmpty();
    one.drop();
  }

  @SuppressWarnings("unchecked")
  private static TargetMutations<PreparedTable, Row, Row> losingAfter(
      int passes, int[] checks, TargetMutations<PreparedTable, Row, Row> call) {
    return (TargetMutations<PreparedTable, Row, Row>)
        Proxy.newProxyInstance(
            TransactionsIT.class.getClassLoader(),
            new Class<?>[] {TargetMutations.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("checkFence") && checks[0]++ >= passes) {
                throw new IllegalStateException("another process owns the flow");
              }
              return method.invoke(call, arguments);
            });
  }

  @Test
  void manyTablesShareOneConnection() throws Exception {
    one.created();
    other.created();
    PostgresTableConnector connector = new PostgresTableConnector();
    connector.prepare(one.setup());
    connector.prepare(other.setup());
    String mine =
        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'freshet' AND state = 'idle'";
    assertThat(Server.ONE.rows(mine)).containsExactly("1");
    connector.close();
    one.drop();
    other.drop();
  }

  @Test
  void aLargeCallGoesInPieces() throws Exception {
    TrialTable large = TrialTable.of(field("body", Kind.BYTES)).created();
    byte[] body = new byte[1_000_000];
    assertThat(large.write(IntStream.range(0, 40).mapToObj(i -> row("row " + i, body)).toList()))
        .isEmpty();
    assertThat(large.rows("count(*), min(length(body)), count(DISTINCT xmin::text)"))
        .containsExactly("40|1000000|1");
    large.drop();
  }

  @Test
  void vectorsAreCopiedAsSoonAsTheyAreMoreThanAFew() throws Exception {
    TrialTable vectors =
        TrialTable.of(
                Server.ONE.table(TrialTable.newName()).withVectors(VectorType.REAL_ARRAY),
                vector("v", 384))
            .created();
    vectors.write(IntStream.range(0, 1000).mapToObj(i -> row("row " + i, new float[384])).toList());
    vectors.write(IntStream.range(0, 1000).mapToObj(i -> row("row " + i, ones())).toList());
    assertThat(vectors.rows("DISTINCT v[1], v[384]")).containsExactly("1|1");
    vectors.drop();
  }

  private static float[] ones() {
    float[] vector = new float[384];
    Arrays.fill(vector, 1);
    return vector;
  }
}
