package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.nullable;
import static dev.freshet.postgres.TrialTable.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Compatibility;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.postgres.PostgresTable.ColumnIndex;
import dev.freshet.postgres.PostgresTable.IndexMethod;
import dev.freshet.postgres.PostgresTable.SqlStatement;
import dev.freshet.postgres.PostgresTable.TextIndex;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Indexes and free SQL come after the first load, and go when they leave the flow. */
final class IndexesIT {
  private final TrialTable plain =
      TrialTable.of(nullable("title", Kind.TEXT), field("n", Kind.INT));
  private final String name = plain.spec().table();

  private List<String> indexes() throws Exception {
    return Server.ONE.rows(
        "SELECT regexp_replace(indexdef, '.* USING ', '') FROM pg_indexes WHERE tablename = '%s' ORDER BY 1"
            .formatted(name));
  }

  @Test
  void comeAfterTheFirstLoad() throws Exception {
    PostgresTable spec =
        plain
            .spec()
            .withTextIndexes(new TextIndex(List.of("title", "key")))
            .withIndexes(
                new ColumnIndex(List.of("n", "title")),
                new ColumnIndex(List.of("n"), IndexMethod.BRIN))
            .withSql(
                new SqlStatement(
                    "CREATE OR REPLACE VIEW %s_view AS SELECT n FROM %s".formatted(name, name),
                    "DROP VIEW IF EXISTS %s_view".formatted(name)));
    TrialTable table = plain.with(spec).created();
    table.write(IntStream.range(0, 500).mapToObj(i -> row("k" + i, "Title " + i, i)).toList());
    assertThat(indexes()).containsExactly("btree (key)");
    table.loaded();
    table.loaded();
    assertThat(indexes())
        .containsExactly(
            "brin (n)",
            "btree (key)",
            "btree (n, title)",
            "gin (to_tsvector('english'::regconfig, \"left\"(((COALESCE(title, ''::text) || ' '::text) || COALESCE(key, ''::text)), 250000)))");
    assertThat(Server.ONE.rows("SELECT count(*) FROM " + name + "_view")).containsExactly("500");
    assertThat(
            table
                .rows(
                    """
                (SELECT count(*) FROM %s WHERE to_tsvector('english',
                  left(coalesce(title, '') || ' ' || coalesce(key, ''), 250000))
                  @@ websearch_to_tsquery('english', 'titles -7 k8'))
                """
                        .formatted(name))
                .get(0))
        .isEqualTo("1");
    table.drop();
    assertThat(Server.ONE.rows("SELECT to_regclass('%s_view')".formatted(name)))
        .containsExactly("null");
  }

  @Test
  void comeAndGoWithAnEdit() throws Exception {
    ColumnIndex stays = new ColumnIndex(List.of("title"), IndexMethod.HASH);
    SqlStatement statement =
        new SqlStatement(
            "ALTER TABLE %s SET (fillfactor = 70)".formatted(name),
            "ALTER TABLE %s RESET (fillfactor)".formatted(name));
    TrialTable before =
        plain.with(
            plain.spec().withIndexes(stays, new ColumnIndex(List.of("n"))).withSql(statement));
    before.created();
    before.loaded();
    String options = "SELECT reloptions FROM pg_class WHERE relname = '" + name + "'";
    assertThat(Server.ONE.rows(options)).containsExactly("{fillfactor=70}");

    TrialTable after =
        plain.with(
            plain.spec().withIndexes(stays, new ColumnIndex(List.of("n"), IndexMethod.BRIN)));
    assertThat(after.compatibilityFrom(before)).isEqualTo(Compatibility.COMPATIBLE);
    after.alterFrom(before);
    after.alterFrom(before);
    assertThat(indexes()).containsExactly("brin (n)", "btree (key)", "hash (title)");
    assertThat(Server.ONE.rows(options)).containsExactly("null");
    after.drop();
  }

  @Test
  void comeBackWithTheirColumn() throws Exception {
    TrialTable before =
        plain.with(
            plain
                .spec()
                .withIndexes(new ColumnIndex(List.of("n")))
                .withSql(
                    new SqlStatement(
                        "CREATE OR REPLACE VIEW %s_view AS SELECT n FROM %s".formatted(name, name),
                        "DROP VIEW IF EXISTS %s_view".formatted(name))));
    before.created();
    before.loaded();
    TrialTable after = before.with(field("n", Kind.TEXT), nullable("title", Kind.TEXT));
    after.alterFrom(before);
    assertThat(indexes()).containsExactly("btree (key)", "btree (n)");
    assertThat(Server.ONE.rows("SELECT n || '' FROM " + name + "_view")).isEmpty();
    after.drop();
  }

  @Test
  void areNotBuiltByAnEditBeforeTheFirstLoad() throws Exception {
    TrialTable before = plain.with(plain.spec().withIndexes(new ColumnIndex(List.of("n"))));
    before.created();
    TrialTable after = before.with(field("n", Kind.TEXT), nullable("title", Kind.TEXT));
    after.alterFrom(before);
    assertThat(indexes()).containsExactly("btree (key)");
    after.drop();
  }

  @Test
  void whatAnInterruptedBuildLeftIsBuiltAnew() throws Exception {
    TrialTable table = plain.with(plain.spec().withIndexes(new ColumnIndex(List.of("n"))));
    table.created();
    table.loaded();
    Server.ONE.execute(
        "UPDATE pg_index SET indisvalid = false WHERE indrelid = '%s'::regclass AND NOT indisprimary"
            .formatted(name));
    table.loaded();
    assertThat(
            Server.ONE.rows(
                "SELECT indisvalid FROM pg_index WHERE indrelid = '%s'::regclass".formatted(name)))
        .containsExactly("t", "t");
    table.drop();
  }

  @Test
  void sqlThatFailsSaysWhere() throws Exception {
    TrialTable table = plain.with(plain.spec().withSql(new SqlStatement("ALTER TABLE nowhere")));
    table.created();
    assertThatThrownBy(table::loaded)
        .hasMessageStartingWith(Place.of(table.spec()).name())
        .hasMessageContaining("syntax error");
    table.drop();
  }

  @Test
  void aLanguageThatTheServerDoesNotKnowIsSaidBeforeTheLoad() {
    TextIndex index = new TextIndex(List.of("title"), "volapük");
    TrialTable table = plain.with(plain.spec().withTextIndexes(index));
    assertThatThrownBy(table::created)
        .hasMessageContaining("text search configuration \"volapük\" does not exist");
  }

  @Test
  void areNotForTablesOfTheUser() throws Exception {
    Server.ONE.execute("CREATE TABLE %s (key text PRIMARY KEY, title text, n int)".formatted(name));
    TrialTable table = plain.with(plain.spec().withIndexes(new ColumnIndex(List.of("n"))));
    assertThatIllegalStateException()
        .isThrownBy(() -> table.write(row("a", "b", 1)))
        .withMessageContaining("Freshet did not make it, so indexes and sql are not its to add");
    Server.ONE.execute("DROP TABLE " + name);
  }
}
