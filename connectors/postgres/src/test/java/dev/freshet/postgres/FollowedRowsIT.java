package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.PositionLost;
import dev.freshet.api.SetupChange;
import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the log of a table tells, and where it must be listed again, on a real server. */
class FollowedRowsIT {
  private final List<TrialRows> made = new ArrayList<>();

  @AfterEach
  void dropSlots() throws Exception {
    for (TrialRows each : made) {
      Followed.drop(each);
    }
  }

  private TrialRows table(String columns, List<String> rows, String... key) throws Exception {
    return follow(TrialRows.table(columns, rows, key));
  }

  private TrialRows follow(TrialRows table) throws Exception {
    TrialRows followed = Followed.slot(table);
    made.add(followed);
    return followed;
  }

  private TrialRows products() throws Exception {
    return table("id text PRIMARY KEY, name text, price int", List.of("'a', 'Apple', 1"), "id");
  }

  @Test
  void tellsInsertsUpdatesDeletesAndTruncatesInTheOrderOfTheirCommits() throws Exception {
    try (Followed rows = Followed.open(products())) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('b', 'Bread', 2)"))
          .containsExactly("+b");
      assertThat(rows.toldOf("UPDATE TABLENAME SET price = 3 WHERE id = 'a'"))
          .containsExactly("+a");
      assertThat(rows.toldOf("DELETE FROM TABLENAME WHERE id = 'b'")).containsExactly("-b");
      assertThat(rows.toldOf("BEGIN; TRUNCATE TABLENAME; INSERT INTO TABLENAME VALUES ('c'); END"))
          .containsExactly("cleared", "+c");
      assertThat(rows.told()).isEmpty();
    }
  }

  @Test
  void aTruncateWhileNobodyFollowsIsToldToo() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      position = rows.position();
    }
    table.execute("TRUNCATE TABLENAME");
    try (Followed rows = Followed.open(table, position)) {
      assertThat(rows.told()).containsExactly("cleared");
      position = rows.position();
    }
    try (Followed rows = Followed.open(table, position)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('b')")).containsExactly("+b");
    }
  }

  @Test
  void rowsThatAreRewrittenUnseenAreALostPosition() throws Exception {
    TrialRows table = products();
    try (Followed rows = Followed.open(table)) {
      table.execute("ALTER TABLE TABLENAME ALTER name TYPE text USING upper(name)");
      assertThatThrownBy(rows::told)
          .isInstanceOf(PositionLost.class)
          .hasMessageContaining("altered");
    }
  }

  @Test
  void aRowThatGetsAnotherKeyGoesAndComes() throws Exception {
    try (Followed rows = Followed.open(products())) {
      assertThat(rows.toldOf("UPDATE TABLENAME SET id = 'z' WHERE id = 'a'"))
          .containsExactly("-a", "+z");
    }
  }

  /** Whoever read it before would read what was there before, and never look again. */
  @Test
  void aCommitThatWaitsForAStandbyIsToldWhenOthersSeeIt() throws Exception {
    TrialRows table = products();
    try (Followed rows = Followed.open(table)) {
      rows.told();
      String before = rows.position();
      awaitStandby("one_that_is_away");
      CompletableFuture<Void> commit;
      try {
        commit = CompletableFuture.runAsync(() -> insert(table, "b"));
        await()
            .until(
                () ->
                    Server.ONE
                        .rows("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
                        .equals(List.of("1")));
        String end = rows.log().end();
        await()
            .until(
                () -> {
                  assertThat(rows.log().poll(Duration.ofMillis(50))).isEmpty();
                  return sentUpTo(end);
                });
        assertThat(rows.log().poll(Duration.ofMillis(50))).isEmpty();
        assertThat(rows.log().reached(end)).isFalse();
        assertThat(rows.position()).isEqualTo(before);
      } finally {
        awaitStandby("");
      }
      assertThat(rows.told()).containsExactly("+b");
      assertThat(table.read("b")).containsOnlyKeys("b");
      commit.join();
    }
  }

  private static void awaitStandby(String name) throws Exception {
    Server.ONE.execute("ALTER SYSTEM SET synchronous_standby_names = '" + name + "'");
    Server.ONE.execute("SELECT pg_reload_conf()");
    await().until(() -> Server.ONE.rows("SHOW synchronous_standby_names").equals(List.of(name)));
  }

  private static void insert(TrialRows table, String id) {
    try {
      table.execute("SET synchronous_commit = on; INSERT INTO TABLENAME VALUES ('" + id + "')");
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  private static boolean sentUpTo(String end) throws Exception {
    return Server.ONE
        .rows("SELECT count(*) FROM pg_stat_replication WHERE sent_lsn >= '" + end + "'")
        .equals(List.of("1"));
  }

  @Test
  void whatIsRolledBackIsNotTold() throws Exception {
    try (Followed rows = Followed.open(products())) {
      assertThat(rows.toldOf("BEGIN; INSERT INTO TABLENAME VALUES ('b'); ROLLBACK")).isEmpty();
    }
  }

  /** The server writes some values otherwise than it casts them to text. */
  @ParameterizedTest
  @CsvSource({
    "boolean, true, true",
    "char(5), 'ab', ab",
    "inet, '10.0.0.1', 10.0.0.1/32",
    "timestamptz, '2026-01-02 03:04:05.6+02', 2026-01-02 01:04:05.6+00",
    "numeric, 1.50, 1.50",
    "bytea, '\\x0aff', \\x0aff",
    "interval, '1 day 2 hours', P1DT2H",
    "uuid, '00000000-0000-0000-0000-00000000000A', 00000000-0000-0000-0000-00000000000a"
  })
  void keysAreThoseOfAListingWhateverTheirType(String type, String value, String key)
      throws Exception {
    String sql = type.matches("numeric|boolean") ? value : "'" + value + "'";
    TrialRows table = table("id " + type + " PRIMARY KEY", List.of(), "id");
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES (" + sql + ")"))
          .containsExactly("+" + key);
    }
    assertThat(table.listed()).containsOnlyKeys(key);
    assertThat(table.read(key)).containsOnlyKeys(key);
  }

  @Test
  void severalKeyColumnsAreOneKeyInTheOrderOfTheSpec() throws Exception {
    TrialRows table =
        table("b int, a text, body text, PRIMARY KEY (a, b)", List.of("1, 'x', 'one'"), "b", "a");
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("DELETE FROM TABLENAME")).containsExactly("-[\"1\",\"x\"]");
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES (2, 'y')"))
          .containsExactly("+[\"2\",\"y\"]");
    }
  }

  @Test
  void keysThatAreTooLargeForTheRowAreKnownWhenOtherColumnsChange() throws Exception {
    TrialRows table = table("id text PRIMARY KEY, n int", List.of(), "id");
    table.execute("ALTER TABLE TABLENAME ALTER id SET STORAGE EXTERNAL");
    String key = "k".repeat(2_500);
    table.execute("INSERT INTO TABLENAME VALUES ('" + key + "', 1)");
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("UPDATE TABLENAME SET n = 2")).containsExactly("+" + key);
    }
  }

  @Test
  void goesOnBehindWhatWasCompletedAndRepeatsTheRest() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('b')")).containsExactly("+b");
      position = rows.position();
      rows.log().completed(position);
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('c')")).containsExactly("+c");
    }
    try (Followed rows = Followed.open(table, position)) {
      assertThat(rows.told()).containsExactly("+c");
    }
  }

  @Test
  void aServerThatIsQuietForThisTableMovesThePosition() throws Exception {
    TrialRows table = products();
    try (Followed rows = Followed.open(table)) {
      rows.told();
      String before = rows.position();
      Server.ONE.execute("CREATE TABLE IF NOT EXISTS elsewhere (n int)");
      Server.ONE.execute("INSERT INTO elsewhere VALUES (1)");
      assertThat(rows.told()).isEmpty();

      assertThat(rows.position()).isNotEqualTo(before);
      rows.log().completed(rows.position());
      String confirmed = rows.position().split(" ")[1];
      await()
          .until(
              () ->
                  Server.ONE
                      .rows(
                          "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
                              .formatted(confirmed, table.spec().slot()))
                      .equals(List.of("t")));
    }
  }

  @Test
  void aSlotThatIsGoneOrMadeAnewOrUsedByAnotherIsALostPosition() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      rows.told();
      position = rows.position();
    }
    Followed.drop(table);
    assertThatThrownBy(() -> Followed.open(table, position))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("slot " + table.spec().slot() + " is gone");
    table.execute("INSERT INTO TABLENAME VALUES ('unseen')");
    Followed.setUp(table);
    assertThatThrownBy(() -> Followed.open(table, position))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("was used by another, or made anew");
    assertThatThrownBy(() -> Followed.open(table, "12 0/1 x")).isInstanceOf(PositionLost.class);
    assertThatThrownBy(() -> Followed.open(table, "anything"))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("no position of this source");
  }

  @Test
  void aPositionAheadOfTheServerIsLostAsAfterARestoreOfAnOlderBackup() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      position = rows.position();
    }
    String[] parts = position.split(" ");
    String shape = " " + parts[2] + " " + parts[3];
    String ahead = parts[0] + " FF/0" + shape;
    assertThatThrownBy(() -> Followed.open(table, ahead))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("the server is another, or was set back");
    assertThatThrownBy(() -> Followed.open(table, "1 " + parts[1] + shape))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("the server is another, or was set back");
  }

  @Test
  void whatChangesRowsWithoutTheLogIsALostPosition() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      rows.told();
      position = rows.position();
      table.execute("ALTER TABLE TABLENAME ADD COLUMN stock int DEFAULT 7");
      assertThatThrownBy(rows::told)
          .isInstanceOf(PositionLost.class)
          .hasMessageContaining("altered");
    }
    assertThatThrownBy(() -> Followed.open(table, position))
        .isInstanceOf(PositionLost.class)
        .hasMessageContaining("the table was altered");
  }

  @Test
  void aTableThatTookThePlaceOfTheOldOneIsALostPosition() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      position = rows.position();
    }
    table.execute(
        """
        BEGIN; CREATE TABLE swap_TABLENAME (LIKE TABLENAME INCLUDING ALL);
        DROP TABLE TABLENAME; ALTER TABLE swap_TABLENAME RENAME TO TABLENAME; END
        """);
    try (Followed rows = Followed.open(table, position)) {
      assertThatThrownBy(rows::told).isInstanceOf(PositionLost.class);
    }
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('n')")).containsExactly("+n");
    }
  }

  @Test
  void aPartitionedTableIsFollowedAsOneAndThePartitionThatGoesIsALostPosition() throws Exception {
    TrialRows table =
        follow(
            TrialRows.table(
                "id int PRIMARY KEY, body text) PARTITION BY RANGE (id", List.of(), "id"));
    table.execute("CREATE TABLE TABLENAME_1 PARTITION OF TABLENAME FOR VALUES FROM (0) TO (10)");
    table.execute("CREATE TABLE TABLENAME_2 PARTITION OF TABLENAME FOR VALUES FROM (10) TO (20)");
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES (1), (11)"))
          .containsExactly("+1", "+11");
      assertThat(rows.toldOf("UPDATE TABLENAME SET id = 12 WHERE id = 1"))
          .containsExactly("-1", "+12");
      table.execute("DROP TABLE TABLENAME_2");
      assertThatThrownBy(rows::told).isInstanceOf(PositionLost.class);
    }
  }

  @Test
  void aTableWhoseLogWouldNotNameTheRowsThatGoIsRefusedBeforeItsWritersFail() throws Exception {
    TrialRows keyless = table("id text, body text", List.of("'a', 'one'"), "id");
    assertThatThrownBy(() -> Followed.setUp(keyless))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("key columns \"id\"")
        .hasMessageContaining("REPLICA IDENTITY FULL");
    keyless.execute("UPDATE TABLENAME SET body = 'two'");

    keyless.execute("ALTER TABLE TABLENAME REPLICA IDENTITY FULL");
    try (Followed rows = Followed.open(keyless)) {
      assertThat(rows.toldOf("DELETE FROM TABLENAME")).containsExactly("-a");
    }
  }

  @Test
  void otherTablesOfAPublicationOfTheUserAreNotTold() throws Exception {
    TrialRows table = products();
    String other = TrialTable.newName();
    Server.ONE.execute("CREATE TABLE " + other + " (id text PRIMARY KEY)");
    Server.ONE.execute(
        "CREATE PUBLICATION \"All of %s\" FOR TABLE %s, %s"
            .formatted(other, other, table.spec().table()));
    TrialRows named = table.with(table.spec().withPublication("All of " + other));
    try (Followed rows = Followed.open(named)) {
      Server.ONE.execute("INSERT INTO " + other + " VALUES ('not ours')");
      Server.ONE.execute("TRUNCATE " + other);
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('ours')")).containsExactly("+ours");
    }
    Followed.drop(named);
    assertThat(
            Server.ONE.rows("SELECT 1 FROM pg_publication WHERE pubname = 'All of " + other + "'"))
        .as("is the user's")
        .hasSize(1);
  }

  @Test
  void aPublicationThatTellsTooLittleIsRefused() throws Exception {
    TrialRows table = products();
    String name = String.valueOf(table.spec().table());
    String slot = String.valueOf(table.spec().slot());
    Server.ONE.execute("CREATE PUBLICATION " + slot);
    refuses(table, "does not tell of table \"public\".\"" + name + "\"; add it");
    Server.ONE.execute("ALTER PUBLICATION " + slot + " SET TABLE " + name + " WHERE (id > 'b')");
    refuses(table, "tells of some rows only");
    Server.ONE.execute("ALTER PUBLICATION " + slot + " SET TABLE " + name);
    Server.ONE.execute("ALTER PUBLICATION " + slot + " SET (publish = 'insert, update')");
    refuses(table, "does not publish all of insert, update, delete and truncate");
  }

  private static void refuses(TrialRows table, String why) {
    assertThatThrownBy(() -> Followed.setUp(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void setupMayBeRepeatedAndDropTakesAwayWhatItMade() throws Exception {
    TrialRows table = products();
    Followed.setUp(table);
    Followed.setUp(table);
    assertThat(traces(table)).containsExactly("1|1");
    Followed.drop(table);
    Followed.drop(table);
    assertThat(traces(table)).containsExactly("0|0");
  }

  @Test
  void anotherSlotTakesTheOldOneAway() throws Exception {
    TrialRows table = products();
    Followed.setUp(table);
    TrialRows other = table.with(table.spec().followedBySlot(table.spec().slot() + "_other"));
    made.add(other);
    new PostgresRowsConnector()
        .applySetupChange(new SetupChange.Alter<>(table.setup(), other.setup()));
    assertThat(traces(table)).containsExactly("0|0");
    assertThat(traces(other)).containsExactly("1|1");
    TrialRows listed = TrialRows.query("SELECT 1").with(withoutSlot(table));
    new PostgresRowsConnector()
        .applySetupChange(new SetupChange.Alter<>(other.setup(), listed.setup()));
    assertThat(traces(other)).containsExactly("0|0");
  }

  private static PostgresRows withoutSlot(TrialRows table) {
    return PostgresRows.ofTable(Server.ONE.url(), String.valueOf(table.spec().table()), "id")
        .withLogin("postgres", null);
  }

  private static List<String> traces(TrialRows table) throws Exception {
    return Server.ONE.rows(
        """
        SELECT (SELECT count(*) FROM pg_replication_slots WHERE slot_name = '%1$s'),
          (SELECT count(*) FROM pg_publication WHERE pubname = '%1$s')
        """
            .formatted(table.spec().slot()));
  }

  @Test
  void aRoleThatMayNotIsToldWhatIsMissing() throws Exception {
    TrialRows table = products();
    String role = "reader_" + table.spec().table();
    Server.ONE.execute("CREATE ROLE " + role + " LOGIN");
    Server.ONE.execute("GRANT SELECT ON " + table.spec().table() + " TO " + role);
    TrialRows poor = table.with(table.spec().withLogin(role, null));
    assertThatThrownBy(() -> Followed.setUp(poor))
        .hasMessageContaining("ask the owner of the table to run: CREATE PUBLICATION");
    Server.ONE.execute(
        "CREATE PUBLICATION %s FOR TABLE %s".formatted(table.spec().slot(), table.spec().table()));
    assertThatThrownBy(() -> Followed.setUp(poor)).hasMessageContaining("replication");
    Server.ONE.execute("ALTER ROLE " + role + " REPLICATION");
    try (Followed rows = Followed.open(poor)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('b')")).containsExactly("+b");
    }
    Server.ONE.execute("DROP PUBLICATION " + table.spec().slot());
  }

  @Test
  void aConnectionThatIsCutIsOnlyAwayAndNothingIsMissed() throws Exception {
    TrialRows table = products();
    String position;
    try (Followed rows = Followed.open(table)) {
      assertThat(rows.toldOf("INSERT INTO TABLENAME VALUES ('b')")).containsExactly("+b");
      position = rows.position();
      Server.ONE.execute(
          "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '%s'"
              .formatted(table.spec().slot()));
      table.execute("INSERT INTO TABLENAME VALUES ('c')");
      assertThatThrownBy(rows::told).isInstanceOf(Unavailable.class);
    }
    try (Followed rows = Followed.open(table, position)) {
      assertThat(rows.told()).containsExactly("+c");
    }
  }

  @Test
  void aSlotThatIsInUseElsewhereIsWaitedForAndThenNamed() throws Exception {
    TrialRows table = products();
    try (Followed first = Followed.open(table);
        Followed second = Followed.open(table.within(Duration.ofMillis(300)))) {
      assertThat(first.toldOf("INSERT INTO TABLENAME VALUES ('b')")).containsExactly("+b");
      assertThatThrownBy(second::told)
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining("is active");
    }
  }
}
