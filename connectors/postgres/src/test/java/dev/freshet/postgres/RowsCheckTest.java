package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.postgres.PostgresRows.Versions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Options of the source that can never work, and where a source is. */
final class RowsCheckTest {
  private static final String URL = "postgresql://localhost:5432/freshet";
  private final PostgresRowsConnector connector = new PostgresRowsConnector();

  private static Setup<PostgresRows> setup(PostgresRows spec) {
    return new Setup<>(
        "articles", spec, new RowSchema(List.of(), List.of()), Duration.ofSeconds(10));
  }

  private void expectProblem(PostgresRows spec, String... problems) {
    assertThatThrownBy(() -> connector.check(setup(spec)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("source articles: " + String.join("; ", problems));
  }

  @Test
  void saysAllProblemsTogether() {
    expectProblem(
        new PostgresRows("postgresql://me:open-sesame@localhost/x", List.of()),
        "url: wanted postgresql://host:5432/database, found one with an @; a user and a password have options of their own",
        "wanted a table or a query, found neither",
        "key is empty; name the columns that tell rows apart");
  }

  @Test
  void wantsATableOrAQuery() {
    PostgresRows table = PostgresRows.ofTable(URL, "t", "id");
    expectProblem(
        new PostgresRows(
            URL,
            table.key(),
            "t",
            "SELECT 1 AS id",
            null,
            null,
            "public",
            List.of(),
            Versions.ROW_HASH,
            null,
            null,
            null),
        "wanted a table or a query, found both");
    connector.check(setup(table));
    connector.check(setup(PostgresRows.ofQuery(URL, "SELECT 1 AS id", "id")));
  }

  @Test
  void namesNoColumnTwice() {
    expectProblem(
        PostgresRows.ofTable(URL, "t", "id", "id").withColumns("a", "b", "a"),
        "key names a column twice: [id, id]",
        "columns names a column twice: [a, b, a]");
  }

  @Test
  void refusesNamesThatPostgresWouldCut() {
    String name = "x".repeat(64);
    expectProblem(
        PostgresRows.ofTable(URL, "t", name),
        "key: wanted a name of 1 to 63 bytes without NUL, found \"" + name + "\" of 64 bytes");
  }

  @Test
  void versionsFitTogether() {
    PostgresRows query = PostgresRows.ofQuery(URL, "SELECT 1 AS id", "id");
    expectProblem(
        query.withXminVersions(),
        "versions: xmin is for tables; a query has versions: row-hash or column");
    expectProblem(versions(Versions.COLUMN, null), "versions: column needs a version-column");
    expectProblem(versions(Versions.XMIN, "v"), "version-column goes with versions: column");
  }

  private static PostgresRows versions(Versions versions, @Nullable String column) {
    return new PostgresRows(
        URL,
        List.of("id"),
        "t",
        null,
        null,
        null,
        "public",
        List.of(),
        versions,
        column,
        null,
        null);
  }

  @Test
  void onlyATableIsFollowedByASlotThatCanBe() {
    PostgresRows table = PostgresRows.ofTable(URL, "t", "id");
    connector.check(setup(table.followedBySlot("products_1")));
    expectProblem(
        table.followedBySlot("Products"),
        "slot: wanted 1 to 63 of a to z, 0 to 9 and _, found \"Products\"");
    expectProblem(
        PostgresRows.ofQuery(URL, "SELECT 1 AS id", "id").followedBySlot("s"),
        "slot: only a table can be followed; leave it out to list the query");
    expectProblem(table.withPublication("p"), "publication goes with a slot");
    expectProblem(
        table.followedBySlot("s").withPublication("it's"),
        "publication: its name must not hold quotes or backslashes");
  }

  @Test
  void aSourceIsKnownByItsPlaceAndKey() {
    PostgresRows table = PostgresRows.ofTable(URL, "t", "a", "b");
    String key = connector.persistentKey(setup(table));
    assertThat(key).isEqualTo(URL + " \"public\".\"t\" by \"a\", \"b\"");
    assertThat(connector.describe(key))
        .isEqualTo("rows of \"public\".\"t\" by \"a\", \"b\" of " + URL);
    assertThat(
            connector.persistentKey(
                setup(table.withColumns("c").withXminVersions().withLogin("u", null))))
        .isEqualTo(key);
    assertThat(connector.persistentKey(setup(PostgresRows.ofQuery(URL, "SELECT 1 AS id", "id"))))
        .isEqualTo(URL + " query SELECT 1 AS id by \"id\"");
  }
}
