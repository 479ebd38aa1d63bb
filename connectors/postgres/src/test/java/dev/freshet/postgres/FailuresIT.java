package dev.freshet.postgres;

import static dev.freshet.postgres.TrialTable.field;
import static dev.freshet.postgres.TrialTable.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.Secret;
import dev.freshet.api.Unavailable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong with a server is said with the table and the cause, and loses nothing. */
final class FailuresIT {
  @TempDir Path directory;

  private static void expectUnavailable(ThrowingCallable call, TrialTable table, String cause) {
    assertThatThrownBy(call)
        .isInstanceOf(Unavailable.class)
        .hasMessageStartingWith(Place.of(table.spec()).name() + ": ")
        .hasMessageContaining(cause);
  }

  private TrialTable with(String url, @Nullable String user, @Nullable Secret password) {
    return TrialTable.of(new PostgresTable(url, "things", user, password));
  }

  private Secret secret(String password) throws Exception {
    return new Secret("file:" + Files.writeString(directory.resolve("password"), password));
  }

  @Test
  void aWrongPassword() throws Exception {
    Path rules = Path.of(Server.ONE.rows("SHOW hba_file").get(0));
    Server.ONE.execute("CREATE ROLE locked LOGIN PASSWORD 'right-4711'");
    Server.ONE.execute("GRANT CREATE ON SCHEMA public TO locked");
    Files.writeString(
        rules, "host all locked 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
    Server.ONE.execute("SELECT pg_reload_conf()");

    TrialTable wrong = with(Server.ONE.url(), "locked", secret("wrong-4711"));
    assertThatThrownBy(wrong::created)
        .isNotInstanceOf(Unavailable.class)
        .hasMessageStartingWith(Place.of(wrong.spec()).name() + ": ")
        .hasMessageContaining("password authentication failed for user \"locked\" (28P01)")
        .hasMessageNotContaining("4711");
    assertThatThrownBy(() -> wrong.write(row("a"))).hasMessageContaining("(28P01)");

    TrialTable right = with(Server.ONE.url(), "locked", secret("right-4711\n")).created();
    assertThat(right.write(row("a"))).isEmpty();
    assertThat(right.spec().toString()).doesNotContain("4711");
    right.drop();
  }

  @Test
  void anUnknownDatabase() {
    TrialTable table = with(Server.ONE.url().replace("/postgres", "/nowhere"), "postgres", null);
    assertThatThrownBy(table::created)
        .isNotInstanceOf(Unavailable.class)
        .hasMessageContaining("database \"nowhere\" does not exist (3D000)");
  }

  @Test
  void noServerThere() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    TrialTable table = with("postgresql://127.0.0.1:" + closed + "/x", "u", secret("open-sesame"));
    expectUnavailable(table::created, table, "refused");
    expectUnavailable(() -> table.write(row("a")), table, "(08001)");
  }

  @Test
  void aServerThatNeverAnswers() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TrialTable table =
          with("postgresql://127.0.0.1:" + silent.getLocalPort() + "/x", "u", null)
              .within(Duration.ofSeconds(1));
      expectUnavailable(() -> table.write(row("a")), table, "(08001)");
    }
  }

  @Test
  void noPermission() throws Exception {
    Server.ONE.execute("CREATE ROLE reader LOGIN");
    TrialTable owned = TrialTable.of(field("n", Kind.INT)).created();
    PostgresTable spec = owned.spec();
    TrialTable theirs = owned.with(new PostgresTable(spec.url(), spec.table(), "reader", null));
    expectUnavailable(
        () -> theirs.write(row("a", 1)), owned, "permission denied for table " + spec.table());
    assertThatThrownBy(theirs::drop)
        .isNotInstanceOf(Unavailable.class)
        .hasMessageContaining("must be owner of table");
    PostgresTable other = new PostgresTable(spec.url(), "t", "reader", null).withSchema("fresh");
    assertThatThrownBy(() -> theirs.with(other).created())
        .isNotInstanceOf(Unavailable.class)
        .hasMessageContaining("permission denied for database postgres (42501)");
    owned.drop();
  }

  /** The trigger fires for the key {@code last}. */
  private static void atTheLastRow(TrialTable table, String statement) throws Exception {
    Server.ONE.execute(
        """
        CREATE OR REPLACE FUNCTION interfere() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF NEW.key = 'last' THEN %s; END IF;
          RETURN NEW;
        END $$;
        CREATE TRIGGER interfere BEFORE INSERT ON %s FOR EACH ROW EXECUTE FUNCTION interfere()
        """
            .formatted(statement, table.spec().table()));
  }

  private static List<List<@Nullable Object>> rowsAndALast(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> row(i < count - 1 ? "row " + i : "last", i))
        .toList();
  }

  private static void expectNothingLost(String statement, String cause) throws Exception {
    for (int count : new int[] {10, 3000}) {
      TrialTable table = TrialTable.of(field("n", Kind.INT)).created();
      atTheLastRow(table, statement);
      expectUnavailable(() -> table.write(rowsAndALast(count)), table, cause);
      assertThat(table.rows("count(*)")).containsExactly("0");
      Server.ONE.execute("DROP TRIGGER interfere ON " + table.spec().table());
      assertThat(table.write(rowsAndALast(count))).isEmpty();
      assertThat(table.rows("count(*)")).containsExactly(Integer.toString(count));
      table.drop();
    }
  }

  @Test
  void aFullDisk() throws Exception {
    expectNothingLost(
        "RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'",
        "No space left on device (53100)");
  }

  @Test
  void aConnectionThatIsCutInABatch() throws Exception {
    expectNothingLost("PERFORM pg_terminate_backend(pg_backend_pid())", "(57P01)");
  }

  @Test
  void aDeadlock() throws Exception {
    expectNothingLost("RAISE 'deadlock detected' USING ERRCODE = 'deadlock_detected'", "(40P01)");
  }

  @Test
  void aConnectionThatIsCutInACopy() throws Exception {
    TrialTable table = TrialTable.of(field("body", Kind.BYTES)).created();
    byte[] body = new byte[1000];
    PostgresTableConnector connector = new PostgresTableConnector();
    TrialTable.Calls calls =
        table.call(
            IntStream.range(0, 5000).mapToObj(i -> row("row " + i, body)).toList(), List.of());
    var call = calls.in(connector);
    String backend =
        Server.ONE
            .rows(
                "SELECT pid FROM pg_stat_activity WHERE application_name = 'freshet' ORDER BY backend_start DESC LIMIT 1")
            .get(0);
    Server.ONE.execute("SELECT pg_terminate_backend(" + backend + ")");
    expectUnavailable(() -> connector.mutate(List.of(call)), table, "(");
    connector.close();
    assertThat(table.rows("count(*)")).containsExactly("0");
    assertThat(TrialTable.mutate(calls)).isEmpty();
    assertThat(table.rows("count(*)")).containsExactly("5000");
    table.drop();
  }

  @Test
  void aRowThatAnotherHoldsLockedForTooLong() throws Exception {
    TrialTable table = TrialTable.of(field("n", Kind.INT)).created().within(Duration.ofSeconds(1));
    table.write(row("a", 1));
    try (Connection other = Server.ONE.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("UPDATE %s SET n = 2".formatted(table.spec().table()));
      expectUnavailable(() -> table.write(row("a", 3)), table, "statement timeout (57014)");
    }
    table.write(row("a", 3));
    assertThat(table.rows("n")).containsExactly("3");
    table.drop();
  }

  @Test
  void aTableThatIsDroppedMeanwhile() throws Exception {
    TrialTable table = TrialTable.of().created();
    PostgresTableConnector connector = new PostgresTableConnector();
    var call = table.call(List.of(row("a")), List.of()).in(connector);
    Server.ONE.execute("DROP TABLE " + table.spec().table());
    expectUnavailable(() -> connector.mutate(List.of(call)), table, "does not exist (42P01)");
    connector.close();
  }

  @Test
  void anInterruptWhileItWaitsForOthers() throws Exception {
    TrialTable table = TrialTable.of(field("body", Kind.BYTES)).created();
    PostgresTableConnector connector = new PostgresTableConnector();
    byte[] body = new byte[1000];
    var call =
        table
            .call(IntStream.range(0, 5000).mapToObj(i -> row("row " + i, body)).toList(), List.of())
            .in(connector);
    Thread copying = Thread.currentThread();
    try (Connection other = Server.ONE.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE " + table.spec().table() + " IN SHARE MODE");
      Thread interrupting =
          new Thread(
              () -> {
                awaitBlocked();
                copying.interrupt();
                rollback(other);
              });
      interrupting.start();
      assertThatThrownBy(() -> connector.mutate(List.of(call)))
          .isInstanceOf(InterruptedException.class);
      interrupting.join();
    }
    connector.close();
    assertThat(table.rows("count(*)")).containsExactly("0");
    table.drop();
  }

  private static void awaitBlocked() {
    await()
        .until(
            () ->
                Server.ONE
                    .rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                    .contains("1"));
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anInterrupt() throws Exception {
    TrialTable table = TrialTable.of().created();
    PostgresTableConnector connector = new PostgresTableConnector();
    var call = table.call(List.of(row("a")), List.of()).in(connector);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> connector.mutate(List.of(call)))
        .isInstanceOf(InterruptedException.class);
    connector.close();
    assertThat(table.rows("*")).isEmpty();
    table.drop();
  }
}
