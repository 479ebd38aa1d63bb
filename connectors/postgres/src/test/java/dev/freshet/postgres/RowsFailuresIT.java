package dev.freshet.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.api.ItemReader;
import dev.freshet.api.Unavailable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with a source is said with the table and the cause, and nothing is gone. */
final class RowsFailuresIT {
  @TempDir Path directory;

  private static void expectFailure(TrialRows rows, ThrowingCallable call, String cause) {
    assertThatThrownBy(call)
        .isNotInstanceOf(Unavailable.class)
        .hasMessageStartingWith(Place.of(rows.spec()).name() + ": ")
        .hasMessageContaining(cause);
  }

  private static void expectUnavailable(TrialRows rows, ThrowingCallable call, String cause) {
    assertThatThrownBy(call)
        .isInstanceOf(Unavailable.class)
        .hasMessageStartingWith(Place.of(rows.spec()).name() + ": ")
        .hasMessageContaining(cause);
  }

  @Test
  void aWrongPassword() throws Exception {
    Path rules = Path.of(Server.ONE.rows("SHOW hba_file").get(0));
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1");
    Server.ONE.execute("CREATE ROLE guest LOGIN PASSWORD 'right-4712'");
    rows.execute("GRANT SELECT ON TABLENAME TO guest");
    Files.writeString(
        rules, "host all guest 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    Server.ONE.execute("SELECT pg_reload_conf()");

    TrialRows wrong =
        rows.with(rows.spec().withLogin("guest", Server.secret(directory, "wrong-4712")));
    assertThatThrownBy(wrong::open)
        .isNotInstanceOf(Unavailable.class)
        .hasMessageStartingWith(Place.of(rows.spec()).name() + ": ")
        .hasMessageContaining("password authentication failed for user \"guest\" (28P01)")
        .hasMessageNotContaining("4712");
    TrialRows right =
        rows.with(rows.spec().withLogin("guest", Server.secret(directory, "right-4712")));
    assertThat(right.listed()).containsOnlyKeys("1");
  }

  @Test
  void noServerThere() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    TrialRows rows =
        new TrialRows(
            PostgresRows.ofTable("postgresql://127.0.0.1:" + closed + "/x", "t", "id"),
            Duration.ofSeconds(10));
    expectUnavailable(rows, rows::open, "refused");
  }

  @Test
  void noSuchTableOrColumn() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, title text");
    String table = String.valueOf(rows.spec().table());
    TrialRows gone =
        rows.with(
            PostgresRows.ofTable(Server.ONE.url(), "nowhere", "id").withLogin("postgres", null));
    expectFailure(gone, gone::open, "relation \"public.nowhere\" does not exist (42P01)");
    TrialRows schema = rows.with(rows.spec().withSchema("elsewhere"));
    expectFailure(schema, schema::open, "does not exist");
    TrialRows key =
        rows.with(PostgresRows.ofTable(Server.ONE.url(), table, "idd").withLogin("postgres", null));
    expectFailure(key, key::open, "column q.idd does not exist");
    TrialRows version = rows.with(rows.spec().withVersionColumn("edited"));
    expectFailure(version, version::open, "column q.edited does not exist");
    assertThatThrownBy(rows.with(rows.spec().withColumns("title", "boby"))::open)
        .hasMessage(
            "columns: %s has no column boby, but [id, title]"
                .formatted(Place.of(rows.spec()).name()));
    TrialRows wrong = TrialRows.query("SELEC 1", "id");
    expectFailure(wrong, wrong::open, "syntax error at or near");
    TrialRows twice = TrialRows.query("SELECT 1 AS id, 2 AS n, 3 AS n", "id");
    assertThatThrownBy(twice::open).hasMessageContaining("has two columns of one name: [id, n, n]");
  }

  @Test
  void aKeyThatCannotBeCompared() throws Exception {
    TrialRows rows = TrialRows.table("id json");
    expectFailure(rows, rows::open, "operator does not exist: json = json");
  }

  @Test
  void xminOfAView() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY");
    rows.execute("CREATE VIEW TABLENAME_view AS SELECT * FROM TABLENAME");
    TrialRows view =
        rows.with(
            PostgresRows.ofTable(Server.ONE.url(), rows.spec().table() + "_view", "id")
                .withLogin("postgres", null)
                .withXminVersions());
    expectFailure(view, view::open, "column q.xmin does not exist");
  }

  @Test
  void noPermission() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1");
    Server.ONE.execute("CREATE ROLE stranger LOGIN");
    TrialRows theirs = rows.with(rows.spec().withLogin("stranger", null));
    expectFailure(theirs, theirs::open, "permission denied for table " + rows.spec().table());

    rows.execute("GRANT SELECT ON TABLENAME TO stranger");
    ItemReader reader = theirs.open();
    assertThat(reader.read(List.of("1"))).hasSize(1);
    rows.execute("REVOKE SELECT ON TABLENAME FROM stranger");
    expectFailure(rows, () -> reader.list(item -> {}), "permission denied");
    expectFailure(rows, () -> reader.read(List.of("1")), "permission denied");
    reader.close();
  }

  @Test
  void aTableThatIsDroppedMeanwhile() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1");
    ItemReader reader = rows.open();
    rows.execute("DROP TABLE TABLENAME");
    expectFailure(rows, () -> reader.list(item -> {}), "does not exist (42P01)");
    expectFailure(rows, () -> reader.read(List.of("1")), "does not exist (42P01)");
    reader.close();
  }

  @Test
  void aStatementThatTakesTooLong() throws Exception {
    TrialRows rows =
        TrialRows.query("SELECT 1 AS id, pg_sleep(60)::text AS slept", "id")
            .within(Duration.ofSeconds(1));
    expectUnavailable(rows, rows::listed, "statement timeout (57014)");
    expectUnavailable(rows, () -> rows.read("1"), "statement timeout (57014)");
  }

  @Test
  void aTableThatIsLocked() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1").within(Duration.ofSeconds(1));
    try (Connection other = Server.ONE.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE " + rows.spec().table());
      expectUnavailable(rows, rows::listed, "statement timeout (57014)");
    }
    assertThat(rows.listed()).containsOnlyKeys("1");
  }

  @Test
  void aConnectionThatIsCutInAListing() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, n int");
    rows.execute("INSERT INTO TABLENAME SELECT i, 0 FROM generate_series(1, 50000) i");
    ItemReader reader = rows.open();
    expectUnavailable(
        rows,
        () ->
            reader.list(
                item -> {
                  if (item.key().equals("1")) {
                    cutAll();
                  }
                }),
        "(");
    expectUnavailable(rows, () -> reader.read(List.of("1")), "(");
    reader.close();
    assertThat(rows.listed()).hasSize(50_000);
  }

  private static void cutAll() {
    try {
      Server.ONE.execute(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE pid <> pg_backend_pid() AND application_name = 'freshet'
          """);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aQueryThatWrites() throws Exception {
    Server.ONE.execute("CREATE SEQUENCE taken");
    TrialRows rows = TrialRows.query("SELECT nextval('taken') AS id", "id");
    expectFailure(rows, rows::listed, "cannot execute nextval() in a read-only transaction");
    assertThat(Server.ONE.rows("SELECT is_called FROM taken")).containsExactly("f");
  }

  @Test
  void aQueryThatFailsForOneRowTakesNothingForGone() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY, n text", "1, '5'", "2, 'five'");
    TrialRows query = TrialRows.query("SELECT id, n::int AS n FROM " + rows.spec().table(), "id");
    expectFailure(query, query::listed, "invalid input syntax for type integer: \"five\"");
    expectFailure(query, () -> query.read("1", "2"), "invalid input syntax for type integer");
    assertThat(query.value("1", "n")).isEqualTo(5);
  }

  @Test
  void anInterruptEndsAListing() throws Exception {
    TrialRows rows = TrialRows.table("id int PRIMARY KEY", "1", "2");
    ItemReader reader = rows.open();
    assertThatThrownBy(() -> reader.list(item -> Thread.currentThread().interrupt()))
        .isInstanceOf(InterruptedException.class);
    assertThat(reader.read(List.of("1", "2"))).hasSize(2);
    reader.close();
  }
}
