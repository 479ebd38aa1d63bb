package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.nullable;
import static dev.freshet.postgres.TrialTable.row;
import static dev.freshet.postgres.TrialTable.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Unavailable;
import dev.freshet.postgres.PostgresTable.VectorType;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables are made, altered and dropped with their rows' type, and only those that are ours. */
final class SetupIT {
  @Test
  void namesAreQuoted() throws Exception {
    String schema = "Ein \"Schema\"; DROP";
    String name = "select 'ü' " + TrialTable.newName() + "x".repeat(30);
    TrialTable table =
        TrialTable.of(
                Server.ONE.table(name).withSchema(schema),
                field("Order \"by\"", Kind.INT),
                field("c0", Kind.TEXT),
                field("u", Kind.INT))
            .created();
    assertThat(table.write(row("a", 1, "x", 2))).isEmpty();
    assertThat(table.rows("*")).containsExactly("a|1|x|2");
    table.delete("a");
    assertThat(table.listed()).isEmpty();
    table.drop();
    assertThat(Server.ONE.rows("SELECT 1 FROM pg_namespace WHERE nspname LIKE 'Ein%'")).isEmpty();
  }

  @Test
  void aSchemaThatWasThereOrHoldsMoreStays() throws Exception {
    Server.ONE.execute("CREATE SCHEMA theirs");
    TrialTable there = TrialTable.of(Server.ONE.table("a").withSchema("theirs")).created();
    there.drop();
    assertThat(Server.ONE.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'theirs'")).hasSize(1);

    TrialTable made = TrialTable.of(Server.ONE.table("a").withSchema("made")).created();
    Server.ONE.execute("CREATE VIEW made.theirs AS SELECT 1");
    made.drop();
    assertThat(Server.ONE.rows("SELECT * FROM made.theirs")).hasSize(1);
  }

  @Test
  void columnsComeAndGo() throws Exception {
    TrialTable before = TrialTable.of(field("stays", Kind.TEXT), field("goes", Kind.INT)).created();
    before.write(row("a", "text", 1));
    TrialTable after =
        before.with(field("comes", Kind.INSTANT), field("stays", Kind.TEXT), vector("v", 2));
    after = after.with(after.spec().withVectors(VectorType.REAL_ARRAY));
    assertThat(after.compatibilityFrom(before)).isEqualTo(Compatibility.REWRITE_ROWS);
    after.alterFrom(before);
    after.alterFrom(before);
    assertThat(after.columns())
        .containsExactly(
            "comes|timestamp with time zone|t|f", "key|text|t|f", "stays|text|t|f", "v|real[]|t|f");
    assertThat(after.rows("key, stays")).containsExactly("a|text");

    TrialTable fewer = after.with(field("stays", Kind.TEXT));
    assertThat(fewer.compatibilityFrom(after)).isEqualTo(Compatibility.COMPATIBLE);
    fewer.alterFrom(after);
    assertThat(fewer.columns()).containsExactly("key|text|t|f", "stays|text|t|f");
    assertThat(fewer.rows("*")).containsExactly("a|text");
    fewer.drop();
  }

  @Test
  void columnsChangeTheirType() throws Exception {
    TrialTable before = TrialTable.of(field("n", Kind.INT), nullable("m", Kind.TEXT)).created();
    before.write(row("a", 7, null));
    TrialTable wider = before.with(field("n", Kind.LONG), nullable("m", Kind.TEXT));
    assertThat(wider.compatibilityFrom(before)).isEqualTo(Compatibility.COMPATIBLE);
    wider.alterFrom(before);
    assertThat(wider.rows("n")).containsExactly("7");

    TrialTable other = before.with(field("n", Kind.TEXT), field("m", Kind.TEXT));
    assertThat(other.compatibilityFrom(wider)).isEqualTo(Compatibility.REWRITE_ROWS);
    other.alterFrom(wider);
    assertThat(other.columns()).containsExactly("key|text|t|f", "m|text|t|f", "n|text|t|f");
    assertThat(other.rows("key, n, m")).containsExactly("a||");

    TrialTable loose = before.with(nullable("n", Kind.TEXT), nullable("m", Kind.TEXT));
    assertThat(loose.compatibilityFrom(other)).isEqualTo(Compatibility.COMPATIBLE);
    loose.alterFrom(other);
    assertThat(loose.columns()).containsExactly("key|text|t|f", "m|text|f|f", "n|text|f|f");
    loose.drop();
  }

  @Test
  void chosenTypesChange() throws Exception {
    TrialTable before = TrialTable.of(field("n", Kind.DECIMAL)).created();
    before.write(row("a", BigDecimal.TEN));
    TrialTable chosen = before.with(before.spec().withTypes(Map.of("n", "numeric(9,2)")));
    assertThat(chosen.compatibilityFrom(before)).isEqualTo(Compatibility.RECREATE);
    TrialTable key = before.with(before.spec().withTypes(Map.of("key", "varchar(9)")));
    assertThat(key.compatibilityFrom(before)).isEqualTo(Compatibility.RECREATE);
    before.drop();
    chosen.created();
    assertThat(chosen.columns()).containsExactly("key|text|t|f", "n|numeric(9,2)|t|f");
    chosen.created();
    chosen.drop();
  }

  @Test
  void aTableThatFreshetDidNotMakeIsLeftAlone() throws Exception {
    TrialTable table = TrialTable.of(field("n", Kind.INT));
    String name = table.spec().table();
    Server.ONE.execute(
        "CREATE TABLE %s (other int); INSERT INTO %s VALUES (1)".formatted(name, name));
    assertThatIllegalStateException()
        .isThrownBy(table::created)
        .withMessageContaining("table \"public\".\"" + name + "\" of postgresql://127.0.0.1:")
        .withMessageContaining("Freshet did not make it")
        .withMessageContaining("managed-by-user: true");
    table.drop();
    assertThat(table.rows("*")).containsExactly("1");
    Server.ONE.execute("DROP TABLE " + name);
  }

  @Test
  void aTableThatIsHandedOverIsBroughtIntoShape() throws Exception {
    TrialTable table = TrialTable.of(field("n", Kind.INT));
    String name = table.spec().table();
    Server.ONE.execute(
        "CREATE TABLE %s (key text PRIMARY KEY, theirs int); INSERT INTO %s VALUES ('a', 1); COMMENT ON TABLE %s IS '[freshet]'"
            .formatted(name, name, name));
    table.created();
    assertThat(table.rows("key, theirs, n")).containsExactly("a|1|0");
    table.drop();
    assertThat(Server.ONE.rows("SELECT to_regclass('" + name + "')")).containsExactly("null");
  }

  @Test
  void anotherKeyIsAnotherShape() throws Exception {
    TrialTable table = TrialTable.of().created();
    assertThatIllegalStateException()
        .isThrownBy(() -> table.withKey(field("id", Kind.LONG)).created())
        .withMessageContaining("another shape than the rows of target things")
        .withMessageContaining("key column \"id\" is not there");
    assertThatIllegalStateException()
        .isThrownBy(() -> table.withKey(field("key", Kind.LONG)).created())
        .withMessageContaining("its key column \"key\" is text");
    table.drop();
  }

  @Test
  void aViewInTheWayIsNamed() throws Exception {
    TrialTable table = TrialTable.of();
    Server.ONE.execute("CREATE VIEW " + table.spec().table() + " AS SELECT 1");
    assertThatIllegalStateException()
        .isThrownBy(table::created)
        .withMessageContaining("a view or the like has that name");
    table.drop();
    Server.ONE.execute("DROP VIEW " + table.spec().table());
  }

  @Test
  void aViewThatUsesTheTableKeepsIt() throws Exception {
    TrialTable table = TrialTable.of().created();
    String view = table.spec().table() + "_view";
    Server.ONE.execute("CREATE VIEW %s AS SELECT * FROM %s".formatted(view, table.spec().table()));
    assertThatThrownBy(table::drop)
        .hasMessageContaining("cannot drop table")
        .hasMessageContaining("(2BP01)");
    Server.ONE.execute("DROP VIEW " + view);
    table.drop();
  }

  @Test
  void anInterruptedChangeIsWholeOrNotThere() throws Exception {
    TrialTable before = TrialTable.of(field("n", Kind.INT)).created();
    TrialTable after = before.with(field("m", Kind.TEXT));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> after.alterFrom(before)).isInstanceOf(InterruptedException.class);
    assertThat(before.columns()).containsExactly("key|text|t|f", "n|integer|t|f");
    after.alterFrom(before);
    assertThat(after.columns()).containsExactly("key|text|t|f", "m|text|t|f");
    after.drop();
  }

  @Test
  void aTableThatIsInUseMakesItWaitAndThenUnavailable() throws Exception {
    TrialTable table = TrialTable.of().within(Duration.ofMillis(300)).created();
    try (Connection other = Server.ONE.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table.spec().table());
      assertThatThrownBy(table::drop)
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("lock timeout");
    }
    table.drop();
  }

  @Test
  void vectorsNeedTheExtension() {
    TrialTable table = TrialTable.of(vector("embedding", 3));
    assertThatIllegalStateException()
        .isThrownBy(table::created)
        .withMessageContaining("needs pgvector")
        .withMessageContaining("vectors: real-array");
  }

  @Test
  void tablesOfTheUserAreWrittenAsTheyAre() throws Exception {
    TrialTable table = TrialTable.of(field("n", Kind.INT), field("kind", Kind.TEXT));
    String name = table.spec().table();
    Server.ONE.execute(
        """
        CREATE TYPE %s_kind AS ENUM ('one', 'two');
        CREATE TABLE %s (id bigserial PRIMARY KEY, key varchar(20) UNIQUE NOT NULL, n smallint,
          kind %s_kind, at timestamptz NOT NULL DEFAULT now())
        """
            .formatted(name, name, name));
    assertThat(table.write(row("a", 1, "one"), row("b", 2, "three"))).hasSize(1);
    table.write(row("a", 3, "two"));
    assertThat(table.rows("key, n, kind")).containsExactly("a|3|two");
    table.expectListed(List.of(row("a", 3, "two")));
    table.delete("a");
    assertThat(table.rows("*")).isEmpty();
    Server.ONE.execute("DROP TABLE %s; DROP TYPE %s_kind".formatted(name, name));
  }

  @Test
  void keysThatATableOfTheUserWouldMergeAreRefused() throws Exception {
    TrialTable table = TrialTable.of();
    String name = table.spec().table();
    Server.ONE.execute(
        """
        CREATE COLLATION %s_any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
        CREATE TABLE %s (key text COLLATE %s_any_case PRIMARY KEY)
        """
            .formatted(name, name, name));
    assertThatIllegalStateException()
        .isThrownBy(() -> table.write(row("a"), row("A")))
        .withMessageContaining("column \"key\" is text, in which two keys may be one");
    Server.ONE.execute(
        "DROP TABLE %s; CREATE TABLE %s (key inet PRIMARY KEY)".formatted(name, name));
    assertThatIllegalStateException()
        .isThrownBy(() -> table.write(row("10.0.0.1"), row("10.0.0.1/32")))
        .withMessageContaining("column \"key\" is inet, in which two keys may be one");
    Server.ONE.execute("DROP TABLE " + name);
  }

  @Test
  void tablesOfTheUserThatCannotTakeTheRowsAreRefusedWithEveryReason() throws Exception {
    TrialTable table = TrialTable.of(field("n", Kind.INT), field("m", Kind.INT));
    String name = table.spec().table();
    Server.ONE.execute("CREATE TABLE %s (key text, n date, more int NOT NULL)".formatted(name));
    assertThatIllegalStateException()
        .isThrownBy(() -> table.write(row("a", 1, 2)))
        .withMessageContaining("column \"n\" is date, which cannot hold a value of kind int")
        .withMessageContaining("it has no column \"m\"")
        .withMessageContaining("column \"more\" is NOT NULL without a default");
    Server.ONE.execute("DROP TABLE " + name);
    assertThatIllegalStateException()
        .isThrownBy(() -> table.write(row("a", 1, 2)))
        .withMessageContaining("is not there");
  }
}
