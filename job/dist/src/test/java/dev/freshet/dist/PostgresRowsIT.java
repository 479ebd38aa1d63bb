package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
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

/** The rows of a table in a real Postgres as Markdown files, as conf has it. */
class PostgresRowsIT {
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
    workshop = new Workshop(directory);
    server.execute(
        """
        DROP TABLE IF EXISTS articles;
        CREATE TABLE articles (slug text PRIMARY KEY, title text NOT NULL, body text,
          tags text[] NOT NULL DEFAULT '{}', edited date NOT NULL DEFAULT '2024-02-29');
        INSERT INTO articles VALUES
          ('tides', 'Tides', 'Ebbing and flowing.', '{sea,moon}'),
          ('wells', 'Wells', 'Deep.', '{}'),
          ('draft', 'Not yet', NULL, '{}')
        """);
  }

  private static String example() throws Exception {
    return Files.readString(Path.of("../../conf/postgres-to-markdown.yaml"))
        .replace("postgresql://localhost:5432/freshet", server.url())
        .replace("user: freshet", "user: postgres")
        .replace("    password: env:FRESHET_POSTGRES_PASSWORD\n", "")
        .replace("refresh-interval: 5s", "refresh-interval: 100ms")
        .replace("output_markdown", "$output");
  }

  private RunReport update() throws Exception {
    return workshop.update(workshop.flow(example()));
  }

  private int starts() throws Exception {
    return workshop.startsOfFlink("postgres-to-markdown").size();
  }

  @Test
  void filesFollowTheRowsOfATable() throws Exception {
    assertThat(update().exitCode()).isZero();
    assertThat(workshop.pages())
        .containsExactly(
            Map.entry("tides.md", "# Tides\n\n*2024-02-29, sea, moon*\n\nEbbing and flowing.\n"),
            Map.entry("wells.md", "# Wells\n\n*2024-02-29*\n\nDeep.\n"));

    server.execute(
        """
        UPDATE articles SET body = 'Very deep.' WHERE slug = 'wells';
        UPDATE articles SET body = 'Now.', slug = 'news/done' WHERE slug = 'draft';
        DELETE FROM articles WHERE slug = 'tides'
        """);
    RunReport report = update();
    assertThat(report.exitCode()).isZero();
    assertThat(report.sources().get("articles")).isEqualTo(new SourceCounts(1, 1, 0, 2, 0, 0));
    assertThat(report.targets().get("documents")).isEqualTo(new TargetCounts(2, 1, 0, 0));
    assertThat(workshop.pages()).containsOnlyKeys("wells.md", "news/done.md");
    assertThat(workshop.pages().get("wells.md")).endsWith("Very deep.\n");
  }

  @Test
  void whereNoRowChangedFlinkDoesNotStart() throws Exception {
    update();
    int before = starts();
    RunReport report = update();
    assertThat(report.sources().get("articles")).isEqualTo(new SourceCounts(0, 0, 3, 0, 0, 0));
    assertThat(starts()).isEqualTo(before);
    server.execute("UPDATE articles SET title = title");
    server.execute("VACUUM FULL articles");
    update();
    assertThat(starts()).isEqualTo(before);
    server.execute("UPDATE articles SET title = 'Other' WHERE slug = 'wells'");
    update();
    assertThat(starts()).isEqualTo(before + 1);
  }

  @Test
  void anotherColumnIsReadAndWritesNothingThatIsTheSame() throws Exception {
    update();
    server.execute("ALTER TABLE articles ADD COLUMN author text DEFAULT 'unknown'");
    RunReport report = update();
    assertThat(report.exitCode()).isZero();
    assertThat(report.sources().get("articles").changed()).isEqualTo(3);
    assertThat(report.targets().get("documents")).isEqualTo(new TargetCounts(0, 0, 0, 0));
    int before = starts();
    assertThat(update().exitCode()).isZero();
    assertThat(starts()).isEqualTo(before);
  }

  @Test
  void aTableThatCannotBeListedDeletesNothing() throws Exception {
    update();
    server.execute("ALTER TABLE articles RENAME TO elsewhere");
    assertThatThrownBy(this::update)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("relation \"public.articles\" does not exist (42P01)");
    assertThat(workshop.pages()).hasSize(2);
    server.execute("ALTER TABLE elsewhere RENAME TO articles");
    assertThat(update().exitCode()).isZero();

    server.stop();
    workshop.giveUpAfter(Duration.ofSeconds(1));
    assertThatThrownBy(this::update)
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .hasMessageContaining("table \"public\".\"articles\" of " + server.url())
        .hasMessageContaining("refused");
    server.startAgain();
    assertThat(workshop.pages()).hasSize(2);
    assertThat(update().exitCode()).isZero();
  }

  @Test
  void aLiveFlowGoesOnWhenTheServerIsBack() throws Exception {
    try (LiveRun run = workshop.live(workshop.flow(example()))) {
      await().until(() -> workshop.pages().size() == 2);
      server.execute("UPDATE articles SET body = 'Soon.' WHERE slug = 'draft'");
      await().until(() -> workshop.pages().containsKey("draft.md"));
      server.stop();
      server.startAgain();
      server.execute(
          "DELETE FROM articles WHERE slug = 'tides'; UPDATE articles SET body = 'Now.' WHERE slug = 'draft'");
      await().until(() -> !workshop.pages().containsKey("tides.md"));
      await().until(() -> workshop.pages().get("draft.md").endsWith("Now.\n"));
      assertThat(run.stop().exitCode()).isZero();
    }
    assertThat(workshop.pages()).containsOnlyKeys("draft.md", "wells.md");
  }
}
