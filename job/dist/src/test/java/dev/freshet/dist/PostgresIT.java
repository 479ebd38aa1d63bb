package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import dev.freshet.engine.flink.VerifyReport;
import dev.freshet.engine.flink.VerifyReport.TargetRowCounts;
import dev.freshet.trial.LiveRun;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in a real Postgres, on good days and on bad ones. */
class PostgresIT {
  private static final String FLOW =
      """
      name: to-postgres
      sources:
        documents:
          type: local-files
          path: $docs
          process: {class: dev.freshet.trial.Lines, trial: $trial, target: lines}
      targets:
        lines:
          type: postgres
          url: $url
          user: postgres
          table: lines
          indexes: [{columns: [text]}]
      """;

  private static PostgresServer server;

  @TempDir Path directory;
  private Workshop workshop;

  @BeforeAll
  static void start(@TempDir Path rows) throws Exception {
    server = new PostgresServer(rows.resolve("postgres"));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    workshop = new Workshop(directory).settings(Map.of("execution.checkpointing.interval", "1h"));
    server.execute("DROP TABLE IF EXISTS lines, others CASCADE");
    workshop.write("a", "a=1");
    workshop.write("b", "b=1\nc=1");
  }

  private RunReport update(String yaml) throws Exception {
    return workshop.update(flow(yaml));
  }

  private String flow(String yaml) throws Exception {
    return workshop.flow(yaml.replace("$url", server.url()));
  }

  @Test
  void sendsOnlyTheRowsThatChanged() throws Exception {
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(server.rows("SELECT * FROM lines ORDER BY id")).containsExactly("a|1", "b|1", "c|1");
    assertThat(server.rows("SELECT indexdef FROM pg_indexes WHERE tablename = 'lines'"))
        .hasSize(2)
        .anyMatch(index -> index.contains("btree (text)"));

    workshop.write("b", "b=2\nd=ü ' \" \\ ?");
    workshop.delete("a");
    RunReport report = update(FLOW);

    assertThat(report.exitCode()).isZero();
    assertThat(report.targets().get("lines")).isEqualTo(new TargetCounts(2, 2, 0, 0));
    assertThat(server.rows("SELECT * FROM lines ORDER BY id"))
        .containsExactly("b|2", "d|ü ' \" \\ ?");
    assertThat(update(FLOW).targets().get("lines")).isEqualTo(new TargetCounts(0, 0, 0, 0));
  }

  @Test
  void documentsCanBeSearchedAndGoWithTheirTarget() throws Exception {
    workshop.delete("a");
    workshop.delete("b");
    workshop.write("tides.md", "# Tides\n\nEbbing and flowing.");
    workshop.write("wells.md", "# Wells\n\nSee [tides](tides.md).");
    String example =
        Files.readString(Path.of("../../conf/markdown-to-postgres.yaml"))
            .replace("path: docs", "path: $docs")
            .replace("postgresql://localhost:5432/freshet", "$url")
            .replace("user: freshet", "user: postgres\n    schema: site")
            .replace("    password: env:FRESHET_POSTGRES_PASSWORD\n", "");
    assertThat(update(example).exitCode()).isZero();
    String search =
        """
        SELECT filename FROM site.pages WHERE to_tsvector('english',
          left(coalesce(html, ''), 250000)) @@ websearch_to_tsquery('english', 'ebb flow')
        """;
    assertThat(server.rows(search)).containsExactly("tides.md");

    String elsewhere =
        example.replaceAll(
            "(?s)  pages:\n.*",
            "  pages: {type: local-directory, directory: \\$output, extension: .html}\n");
    assertThat(update(elsewhere).exitCode()).isZero();
    assertThat(workshop.pages()).containsOnlyKeys("tides.md.html", "wells.md.html");
    assertThat(server.rows("SELECT 1 FROM pg_namespace WHERE nspname = 'site'")).isEmpty();
  }

  @Test
  void aRowThatTheTableCannotHoldIsReportedAndTheOthersGoOn() throws Exception {
    workshop.write("c", "bad=\0");
    RunReport report = update(FLOW);
    assertThat(report.exitCode()).isEqualTo(3);
    assertThat(report.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.reason())
                    .isEqualTo(
                        "row \"bad\": column \"text\" cannot hold a NUL, found at character 0"));
    assertThat(server.rows("SELECT count(*) FROM lines")).containsExactly("3");
    workshop.write("c", "bad=good");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(server.rows("SELECT text FROM lines WHERE id = 'bad'")).containsExactly("good");
  }

  @Test
  void verifyComparesValuesAndRepairs() throws Exception {
    update(FLOW);
    assertThat(workshop.runs(flow(FLOW)).verify(false).exitCode()).isZero();
    server.execute(
        """
        UPDATE lines SET text = 'changed' WHERE id = 'a';
        DELETE FROM lines WHERE id = 'b';
        INSERT INTO lines VALUES ('theirs', '')
        """);
    VerifyReport report = workshop.runs(flow(FLOW)).verify(false);
    assertThat(report.targets().get("lines")).isEqualTo(new TargetRowCounts(3, 1, 1, 1, true));
    assertThat(workshop.runs(flow(FLOW)).verify(true).repaired()).isEqualTo(2);
    assertThat(server.rows("SELECT * FROM lines ORDER BY id"))
        .containsExactly("a|1", "b|1", "c|1", "theirs|");
  }

  @Test
  void theTableFollowsTheTypeOfItsRows() throws Exception {
    update(FLOW);
    String more = FLOW.replace("dev.freshet.trial.Lines", "dev.freshet.trial.OtherLines$Longer");
    assertThat(update(more).exitCode()).isZero();
    assertThat(server.rows("SELECT id, text, note FROM lines ORDER BY id"))
        .containsExactly("a|1|null", "b|1|null", "c|1|null");

    String number = FLOW.replace("dev.freshet.trial.Lines", "dev.freshet.trial.NumberLines");
    assertThat(update(number).exitCode()).isZero();
    assertThat(server.rows("SELECT id, text + 1 FROM lines ORDER BY id"))
        .containsExactly("a|2", "b|2", "c|2");
    assertThat(server.rows("SELECT count(*) FROM pg_indexes WHERE tablename = 'lines'"))
        .containsExactly("2");

    String named = FLOW.replace("dev.freshet.trial.Lines", "dev.freshet.trial.OtherLines$Named");
    assertThat(update(named).exitCode()).isZero();
    assertThat(server.rows("SELECT name, text FROM lines ORDER BY name"))
        .containsExactly("a|1", "b|1", "c|1");
  }

  /** What one item declares is in one checkpoint. */
  @Test
  void twoTablesAreWrittenInOneTransaction() throws Exception {
    workshop.delete("a");
    String two =
        FLOW.replace("trial.Lines,", "trial.TwiceLines,")
            .replace("target: lines}", "first: lines, second: others}")
            .concat("  others: {type: postgres, url: $url, user: postgres, table: others}\n");
    workshop.parallelism(1);
    assertThat(update(two).exitCode()).isZero();
    String transactions =
        "SELECT DISTINCT xmin::text FROM (SELECT xmin FROM lines UNION ALL SELECT xmin FROM others) AS r";
    assertThat(server.rows(transactions)).hasSize(1);

    server.execute("DROP TABLE others");
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("b", "b=2");
    assertThatThrownBy(() -> update(two)).isInstanceOf(RunFailure.class);
    assertThat(server.rows("SELECT * FROM lines ORDER BY id")).containsExactly("b|1", "c|1");
  }

  @Test
  void aLiveFlowBuildsTheIndexesOnceTheRowsAreThereAndFollowsItsSource() throws Exception {
    workshop.settings(Map.of());
    String live = FLOW.replace("path: $docs", "path: $docs\n    refresh-interval: 100ms");
    try (LiveRun run = workshop.live(flow(live))) {
      await().until(() -> count("FROM pg_tables WHERE tablename = 'lines'") == 1);
      await().until(() -> count("FROM lines") == 3);
      await().until(() -> count("FROM pg_indexes WHERE tablename = 'lines'") == 2);
      workshop.write("a", "a=2\nd=2");
      await().until(() -> count("FROM lines WHERE text = '2'") == 2);
      assertThat(run.stop().exitCode()).isZero();
    }
    assertThat(server.rows("SELECT * FROM lines ORDER BY id"))
        .containsExactly("a|2", "b|1", "c|1", "d|2");
    assertThat(update(live).exitCode()).isZero();
    assertThat(count("FROM pg_indexes WHERE tablename = 'lines'")).isEqualTo(2);
  }

  private static int count(String of) throws Exception {
    return Integer.parseInt(server.rows("SELECT count(*) " + of).get(0));
  }

  /** The server cuts the connection of so many inserts. */
  private static void cut(int times) throws Exception {
    server.execute(
        """
        DROP SEQUENCE IF EXISTS cuts;
        CREATE SEQUENCE cuts;
        CREATE OR REPLACE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('cuts') <= %d THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
          RETURN NEW;
        END $$;
        CREATE OR REPLACE TRIGGER cut AFTER INSERT OR UPDATE ON lines
          FOR EACH ROW EXECUTE FUNCTION cut()
        """
            .formatted(times));
  }

  @Test
  void connectionsThatAreCutInABatchCostNothing() throws Exception {
    update(FLOW);
    cut(3);
    workshop.write("a", "a=2");
    workshop.write("b", "b=2\nd=2");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(server.rows("SELECT * FROM lines ORDER BY id")).containsExactly("a|2", "b|2", "d|2");
    assertThat(server.rows("SELECT last_value > 3 FROM cuts")).containsExactly("t");
  }

  @Test
  void aServerThatStopsIsWaitedForAndTheNextRunGoesOn() throws Exception {
    update(FLOW);
    server.stop();
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=2");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class,
            failure -> {
              assertThat(failure.exitCode()).isEqualTo(1);
              assertThat(failure)
                  .hasMessageContaining("table \"public\".\"lines\" of " + server.url())
                  .hasMessageContaining("refused");
            });
    server.startAgain();
    workshop.write("c", "d=1");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(server.rows("SELECT * FROM lines ORDER BY id"))
        .containsExactly("a|2", "b|1", "c|1", "d|1");
  }

  @Test
  void rowsThatWaitedInACheckpointArriveInTheNextRun() throws Exception {
    update(FLOW);
    cut(Integer.MAX_VALUE);
    workshop.giveUpAfter(Duration.ofSeconds(1));
    workshop.write("a", "a=2");
    assertThatThrownBy(() -> update(FLOW)).isInstanceOf(RunFailure.class);
    assertThat(server.rows("SELECT text FROM lines WHERE id = 'a'")).containsExactly("1");
    server.execute("DROP TRIGGER cut ON lines");
    assertThat(update(FLOW).exitCode()).isZero();
    assertThat(server.rows("SELECT text FROM lines WHERE id = 'a'")).containsExactly("2");
  }

  @Test
  void aTableOfTheUserIsWrittenAndNeverDropped() throws Exception {
    server.execute(
        "CREATE TABLE lines (id text PRIMARY KEY, text text, at timestamptz DEFAULT now())");
    assertThatThrownBy(() -> update(FLOW))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("Freshet did not make it");

    String theirs =
        FLOW.replace("indexes: [{columns: [text]}]", "managed-by-user: true")
            .replace("name: to-postgres", "name: to-theirs");
    assertThat(update(theirs).exitCode()).isZero();
    server.execute("INSERT INTO lines VALUES ('mine', '')");
    assertThat(server.rows("SELECT id, text FROM lines ORDER BY id"))
        .containsExactly("a|1", "b|1", "c|1", "mine|");
    workshop.delete("a");
    assertThat(update(theirs).exitCode()).isZero();
    assertThat(server.rows("SELECT id FROM lines ORDER BY id")).containsExactly("b", "c", "mine");
  }
}
