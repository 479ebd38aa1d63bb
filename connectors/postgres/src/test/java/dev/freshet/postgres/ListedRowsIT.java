package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Row;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which rows are listed, under which keys, and what changes their versions. */
final class ListedRowsIT {

  @Test
  void keysAreTheTextsOfTheirColumns() throws Exception {
    for (List<String> each :
        List.of(
            List.of("bigint", "-9000000000"),
            List.of("uuid", "0b5c8a1e-9d3f-4e55-8a57-6c1d0f2b3a49"),
            List.of("date", "2024-02-29"),
            List.of("timestamptz", "2024-02-29 12:00:00.000001+00"),
            List.of("boolean", "true"),
            List.of("numeric", "1.50"),
            List.of("double precision", "0.1"),
            List.of("varchar(3)", "a b"),
            List.of("char(5)", "abc"),
            List.of("bytea", "\\x00ff"),
            List.of("bit(4)", "0101"),
            List.of("inet", "10.0.0.0/8"),
            List.of("int[]", "{1,2}"),
            List.of("text COLLATE \"de-x-icu\"", "Ärger"))) {
      String key = each.get(1);
      TrialRows rows = TrialRows.table("id " + each.get(0) + ", n int", "'" + key + "', 7");
      assertThat(rows.listed()).as(each.get(0)).containsOnlyKeys(key);
      assertThat(rows.value(key, "n")).as(each.get(0)).isEqualTo(7);
      assertThat(rows.read(key).get(key).version()).isEqualTo(rows.listed().get(key));
    }
  }

  @Test
  void severalKeyColumnsAreAJsonArray() throws Exception {
    TrialRows rows =
        TrialRows.table(
            "country text, \"No.\" int, name text",
            List.of("'de', 1, 'a'", "'de\",\"1', 1, 'b'", "E'\\\\\\n', 2, 'c'"),
            "country",
            "No.");
    assertThat(rows.listed())
        .containsOnlyKeys("[\"de\",\"1\"]", "[\"de\\\",\\\"1\",\"1\"]", "[\"\\\\\\u000a\",\"2\"]");
    for (String key : rows.listed().keySet()) {
      assertThat(rows.read(key)).containsOnlyKeys(key);
    }
    assertThat(rows.value("[\"de\\\",\\\"1\",\"1\"]", "name")).isEqualTo("b");
    assertThat(rows.read("[\"de\",\"2\"]", "[\"de\"]", "de", "[\"de\", \"1\"]", "[\"de\",1]"))
        .isEmpty();
  }

  @Test
  void aKeyThatNoRowCanHaveIsGone() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1");
    assertThat(rows.read("1", "one", "99999999999", "01", "", "a\0b")).containsOnlyKeys("1");
    assertThat(rows.read("one")).isEmpty();
  }

  /** The row is there under another text. */
  @Test
  void aKeyThatOnlyEqualsIsAnother() throws Exception {
    TrialRows rows = TrialRows.table("id numeric PRIMARY KEY", "1.0");
    assertThat(rows.read("1.0", "1.00")).containsOnlyKeys("1.0");
  }

  @Test
  void everyRowIsListedWhateverItsCollationIs() throws Exception {
    Server.ONE.execute(
        "CREATE COLLATION ignoring (provider = icu, locale = 'und-u-ks-level1', deterministic = false)");
    TrialRows rows = TrialRows.table("id text COLLATE ignoring NOT NULL", List.of(), "id");
    rows.execute(
        "INSERT INTO TABLENAME SELECT CASE n % 2 WHEN 0 THEN 'a' ELSE 'A' END || n / 2 FROM generate_series(0, 5999) n");
    assertThat(rows.listed()).hasSize(6000).containsKeys("a0", "A0", "a2999", "A2999");
    assertThat(rows.read("a7", "A7")).hasSize(2);
  }

  @Test
  void aListingIsOfOneMoment() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, n int");
    rows.execute("INSERT INTO TABLENAME SELECT i, 0 FROM generate_series(1, 5000) i");
    List<String> keys = new ArrayList<>();
    ItemReader reader = rows.open();
    reader.list(
        item -> {
          if (keys.isEmpty()) {
            change(rows, "DELETE FROM TABLENAME WHERE id > 4000");
            change(rows, "UPDATE TABLENAME SET id = id + 10000 WHERE id > 3000");
            change(rows, "INSERT INTO TABLENAME VALUES (7000, 1)");
          }
          keys.add(item.key());
        });
    assertThat(keys).hasSize(5000).contains("1", "3001", "5000").doesNotContain("7000");
    keys.clear();
    keys.add("again");
    reader.list(item -> keys.add(item.key()));
    assertThat(keys).hasSize(4002).contains("7000", "13001").doesNotContain("3001");
    reader.close();
  }

  private static void change(TrialRows rows, String statement) {
    try {
      rows.execute(statement);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aKeyThatIsThereTwiceFailsTheListing() throws Exception {
    TrialRows rows =
        TrialRows.table("id text, n int", List.of("'a', 1", "'b', 1", "'c', 1", "'b', 2"), "id");
    assertThatThrownBy(rows::listed)
        .hasMessage(
            "table \"public\".\"%s\" of %s has two rows with the key (\"id\") = [b]: name columns that tell all rows apart"
                .formatted(rows.spec().table(), Server.ONE.url()));
    assertThat(rows.read("b").get("b").failure()).hasMessageContaining("two rows with the key");
    assertThat(rows.read("a").get("a").failure()).isNull();
  }

  @Test
  void aRowOfAChildTableWithTheSameKeyFailsTheListing() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1");
    rows.execute("CREATE TABLE TABLENAME_child () INHERITS (TABLENAME)");
    rows.execute("INSERT INTO TABLENAME_child VALUES (1)");
    assertThatThrownBy(rows::listed).hasMessageContaining("two rows with the key (\"id\") = [1]");
  }

  @Test
  void aKeyThatIsNullFailsTheListing() throws Exception {
    TrialRows rows =
        TrialRows.table("a text, b int, UNIQUE (a, b)", List.of("'x', 1", "'x', NULL"), "a", "b");
    assertThatThrownBy(rows::listed)
        .hasMessageContaining("whose key (\"a\", \"b\") is [x, null]: a key must not be null");
  }

  @Test
  void partitionsAndViewsAreListed() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, body text");
    rows.insert("1, 'view'");
    rows.execute("CREATE VIEW TABLENAME_view AS SELECT id, upper(body) AS body FROM TABLENAME");
    TrialRows view =
        rows.with(
            PostgresRows.ofTable(Server.ONE.url(), rows.spec().table() + "_view", "id")
                .withLogin("postgres", null));
    assertThat(view.value("1", "body")).isEqualTo("VIEW");
    assertThat(view.listed()).containsOnlyKeys("1");

    String name = TrialTable.newName();
    Server.ONE.execute(
        "CREATE TABLE %s (id int PRIMARY KEY) PARTITION BY RANGE (id)".formatted(name));
    for (int i = 0; i < 2; i++) {
      Server.ONE.execute(
          "CREATE TABLE %s_%d PARTITION OF %s FOR VALUES FROM (%d) TO (%d)"
              .formatted(name, i, name, 10 * i, 10 * i + 10));
    }
    Server.ONE.execute("INSERT INTO %s VALUES (3), (13)".formatted(name));
    TrialRows parts =
        rows.with(
            PostgresRows.ofTable(Server.ONE.url(), name, "id")
                .withLogin("postgres", null)
                .withXminVersions());
    assertThat(parts.listed()).containsOnlyKeys("3", "13");
    assertThat(parts.read("13").get("13").version()).isEqualTo(parts.listed().get("13"));
  }

  @Test
  void aQueryIsListedAndRead() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, author int, body text");
    rows.insert("1, 7, 'one'");
    rows.insert("2, 7, 'two'");
    rows.insert("3, 8, 'three'");
    TrialRows query =
        TrialRows.query(
            "SELECT author, count(*) AS articles, string_agg(body, ' ' ORDER BY id) AS bodies FROM "
                + rows.spec().table()
                + " GROUP BY author -- by author\n ;",
            "author");
    Map<String, String> before = query.listed();
    assertThat(before).containsOnlyKeys("7", "8");
    assertThat(query.row("7").values()).containsExactly(7, 2L, "one two");
    rows.execute("UPDATE TABLENAME SET body = 'due' WHERE id = 2");
    assertThat(query.listed().get("7")).isNotEqualTo(before.get("7"));
    assertThat(query.listed()).containsEntry("8", before.get("8"));
  }

  @Test
  void rowHashesSeeEveryChangeOfContentAndNoOther() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, a text, b text, c int", "1, '', NULL, 1");
    TrialRows some = rows.with(rows.spec().withColumns("b", "a"));
    String first = some.listed().get("1");
    rows.execute("UPDATE TABLENAME SET c = 2");
    assertThat(some.listed()).containsEntry("1", first);
    rows.execute("UPDATE TABLENAME SET a = NULL, b = ''");
    assertThat(some.listed().get("1")).isNotEqualTo(first);
    rows.execute("UPDATE TABLENAME SET a = '', b = NULL");
    assertThat(some.listed()).containsEntry("1", first);
    assertThat(some.row("1").fields()).extracting("name").containsExactly("b", "a");
  }

  @Test
  void aVersionColumnDecidesAloneUnlessItIsNull() throws Exception {
    TrialRows rows =
        TrialRows.table("id int PRIMARY KEY, body text, edited int", "1, 'a', 1", "2, 'a', NULL");
    TrialRows versioned = rows.with(rows.spec().withVersionColumn("edited").withColumns("body"));
    Map<String, String> first = versioned.listed();
    rows.execute("UPDATE TABLENAME SET body = 'b'");
    assertThat(versioned.listed()).containsEntry("1", first.get("1"));
    assertThat(versioned.listed().get("2")).isNotEqualTo(first.get("2"));
    rows.execute("UPDATE TABLENAME SET edited = 2 WHERE id = 1");
    assertThat(versioned.listed().get("1")).isNotEqualTo(first.get("1"));
    assertThat(versioned.read("1").get("1").version()).isEqualTo(versioned.listed().get("1"));
  }

  @Test
  void xminSeesEveryUpdateAndSurvivesBeingFrozen() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, body text", "1, 'a'");
    TrialRows versioned = rows.with(rows.spec().withXminVersions());
    Map<String, String> first = versioned.listed();
    rows.execute("VACUUM (FREEZE) TABLENAME");
    assertThat(versioned.listed()).isEqualTo(first);
    rows.execute("UPDATE TABLENAME SET body = body");
    assertThat(versioned.listed().get("1")).isNotEqualTo(first.get("1"));
    assertThat(versioned.read("1").get("1").version()).isEqualTo(versioned.listed().get("1"));
  }

  @Test
  void otherColumnsAreOtherVersionsOfAllRows() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, body text, edited int", "1, 'a', 1");
    for (PostgresRows spec :
        List.of(
            rows.spec(), rows.spec().withXminVersions(), rows.spec().withVersionColumn("edited"))) {
      TrialRows each = rows.with(spec);
      ItemReader reader = each.open();
      String before = each.listed().get("1");
      rows.execute("ALTER TABLE TABLENAME ADD COLUMN more text DEFAULT 'm'");
      String added = each.listed().get("1");
      assertThat(added).isNotEqualTo(before);
      assertThat(reader.read(List.of("1")).get(0).version()).isEqualTo(added);
      rows.execute("ALTER TABLE TABLENAME RENAME COLUMN more TO other");
      assertThat(each.listed().get("1")).isNotEqualTo(added);
      assertThat(each.value("1", "other")).isEqualTo("m");
      rows.execute("ALTER TABLE TABLENAME DROP COLUMN other");
      assertThat(each.listed()).containsEntry("1", before);
      assertThat(reader.read(List.of("1")).get(0).version()).isEqualTo(before);
      reader.close();
    }
  }

  /** Though a driver likes to have the server keep what it runs often. */
  @Test
  void aReaderThatHasReadOftenSeesOtherColumns() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, n int", "1, 7");
    ItemReader reader = rows.open();
    for (int i = 0; i < 20; i++) {
      reader.read(List.of("1"));
      reader.list(item -> {});
    }
    rows.execute("ALTER TABLE TABLENAME ALTER COLUMN n TYPE text, ADD COLUMN more int");
    Row row = (Row) reader.read(List.of("1")).get(0).content();
    assertThat(row.values()).containsExactly(1, "7", null);
    List<String> versions = new ArrayList<>();
    reader.list(item -> versions.add(item.version()));
    assertThat(versions).containsExactly(reader.read(List.of("1")).get(0).version());
    reader.close();
  }

  @Test
  void whatTheServerIsSetToDoesNotChangeVersions() throws Exception {
    TrialRows rows =
        TrialRows.table(
            "id timestamptz PRIMARY KEY, d date, i interval, f float8, b bytea, m money",
            "'2024-05-06 07:08:09+00', '2024-05-06', '1 day 2 hours', 0.1, '\\x01', 12.5");
    Map<String, String> before = rows.listed();
    try (Connection connection = Server.ONE.connect();
        Statement statement = connection.createStatement()) {
      for (String setting :
          List.of(
              "DateStyle = 'SQL, DMY'",
              "TimeZone = 'Asia/Tokyo'",
              "IntervalStyle = 'sql_standard'",
              "extra_float_digits = 0",
              "bytea_output = 'escape'")) {
        statement.execute("ALTER ROLE postgres SET " + setting);
      }
      assertThat(rows.listed()).isEqualTo(before).containsOnlyKeys("2024-05-06 07:08:09+00");
      statement.execute("ALTER ROLE postgres RESET ALL");
    }
  }
}
