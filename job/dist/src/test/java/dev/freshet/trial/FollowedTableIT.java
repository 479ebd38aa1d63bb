package dev.freshet.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.dist.PostgresServer;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.RunReport.SourceCounts;
import dev.freshet.engine.flink.RunReport.TargetCounts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table of a real Postgres that is followed by logical replication. */
class FollowedTableIT {
  private static final String FLOW =
      """
      name: articles-to-markdown
      sources:
        articles:
          type: postgres
          url: $url
          user: postgres
          table: articles
          key: [slug]
          slot: articles
          process: {class: dev.freshet.examples.TableToMarkdown, target: documents}
      targets:
        documents: {type: local-directory, directory: $output, extension: .md}
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
    workshop = new Workshop(directory);
    server.execute(
        """
        SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots;
        DROP PUBLICATION IF EXISTS articles;
        DROP TABLE IF EXISTS articles;
        CREATE TABLE articles (slug text PRIMARY KEY, title text NOT NULL, body text,
          tags text[] NOT NULL DEFAULT '{}', edited date NOT NULL DEFAULT '2024-02-29');
        INSERT INTO articles VALUES ('a', 'A', '1'), ('b', 'B', '1'), ('c', 'C', '1')
        """);
  }

  private String flow(String yaml) throws Exception {
    return workshop.flow(yaml.replace("$url", server.url()));
  }

  private RunReport update() throws Exception {
    return workshop.update(flow(FLOW));
  }

  /** The bodies of articles, by slug. */
  private Map<String, String> articles() throws Exception {
    Map<String, String> articles = new TreeMap<>();
    workshop
        .pages()
        .forEach(
            (name, text) ->
                articles.put(
                    name.replace(".md", ""), text.strip().lines().skip(4).findFirst().orElse("")));
    return articles;
  }

  private static Map<String, String> rows() throws Exception {
    Map<String, String> rows = new TreeMap<>();
    for (String row : server.rows("SELECT slug, body FROM articles WHERE body IS NOT NULL")) {
      String[] columns = row.split("\\|", -1);
      rows.put(columns[0], columns[1]);
    }
    return rows;
  }

  private static List<String> slots() throws Exception {
    return server.rows(
        "SELECT slot_name FROM pg_replication_slots UNION ALL SELECT pubname FROM pg_publication");
  }

  @Test
  void updatesTakeFromTheLogWhatChangedSinceTheLastOne() throws Exception {
    RunReport first = update();
    assertThat(first.exitCode()).isZero();
    assertThat(first.sources().get("articles")).isEqualTo(new SourceCounts(3, 0, 0, 0, 0, 0));
    assertThat(articles()).isEqualTo(Map.of("a", "1", "b", "1", "c", "1"));

    server.execute(
        """
        INSERT INTO articles VALUES ('d', 'D', '1');
        UPDATE articles SET body = '2' WHERE slug = 'a';
        UPDATE articles SET slug = 'z' WHERE slug = 'b';
        DELETE FROM articles WHERE slug = 'c'
        """);
    RunReport second = update();
    assertThat(second.exitCode()).isZero();
    assertThat(second.sources().get("articles")).isEqualTo(new SourceCounts(2, 1, 0, 2, 0, 0));
    assertThat(second.targets().get("documents")).isEqualTo(new TargetCounts(3, 2, 0, 0));
    assertThat(articles()).isEqualTo(Map.of("a", "2", "d", "1", "z", "1"));

    assertThat(update().targets().get("documents")).isEqualTo(new TargetCounts(0, 0, 0, 0));
  }

  @Test
  void aTruncateRemovesEverythingAndIsNotHeldAndTheRestOfTheLogIsAwaited() throws Exception {
    update();
    server.execute("TRUNCATE articles");
    server.execute(
        "INSERT INTO articles SELECT 'n' || n, 'N', 'new' FROM generate_series(1, 3000) n");
    RunReport report = update();

    assertThat(report.exitCode()).isZero();
    assertThat(articles()).hasSize(3000).containsEntry("n3000", "new").doesNotContainKey("a");
    assertThat(update().targets().get("documents")).isEqualTo(new TargetCounts(0, 0, 0, 0));
  }

  @Test
  void aSlotThatIsLostMeansAListingThatFindsWhatWasMissed() throws Exception {
    update();
    server.execute("SELECT pg_drop_replication_slot('articles')");
    server.execute("UPDATE articles SET body = '2' WHERE slug = 'a'");
    server.execute("DELETE FROM articles WHERE slug = 'c'");
    assertThat(update().exitCode()).isZero();
    assertThat(articles()).isEqualTo(Map.of("a", "2", "b", "1"));

    server.execute("UPDATE articles SET body = '3' WHERE slug = 'a'");
    assertThat(update().sources().get("articles")).isEqualTo(new SourceCounts(0, 1, 0, 0, 0, 0));
    assertThat(articles()).isEqualTo(Map.of("a", "3", "b", "1"));
  }

  @Test
  void removalsThatAreHeldAfterALostSlotAreHeldUntilSomebodyConfirmsThem() throws Exception {
    update();
    server.execute("SELECT pg_drop_replication_slot('articles')");
    server.execute("DELETE FROM articles");
    assertThat(update().exitCode()).isEqualTo(3);
    assertThat(update().exitCode()).isEqualTo(3);
    assertThat(articles()).hasSize(3);
    workshop.confirmRemovals(true);
    assertThat(update().exitCode()).isZero();
    assertThat(articles()).isEmpty();
  }

  @Test
  void anAlteredTableAndAnEditedFlowAreLookedAtWhole() throws Exception {
    update();
    server.execute("ALTER TABLE articles ADD COLUMN author text DEFAULT 'unknown'");
    RunReport altered = update();
    assertThat(altered.exitCode()).isZero();
    assertThat(altered.sources().get("articles").changed()).isEqualTo(3);
    assertThat(altered.targets().get("documents")).isEqualTo(new TargetCounts(0, 0, 0, 0));

    workshop.full(true);
    RunReport full = update();
    assertThat(full.targets().get("documents")).isEqualTo(new TargetCounts(3, 0, 0, 0));
  }

  @Test
  void theSlotGoesWithTheSourceAndWithTheFlow() throws Exception {
    update();
    assertThat(slots()).containsExactly("articles", "articles");
    String listed = FLOW.replace("    slot: articles\n", "");
    assertThat(workshop.update(flow(listed)).exitCode()).isZero();
    assertThat(slots()).isEmpty();
    server.execute("UPDATE articles SET body = '2' WHERE slug = 'a'");
    assertThat(workshop.update(flow(listed)).exitCode()).isZero();
    assertThat(articles()).containsEntry("a", "2");

    assertThat(update().exitCode()).isZero();
    assertThat(slots()).hasSize(2);
    String elsewhere =
        FLOW.replace("key: [slug]", "key: [title]").replace("slot: articles", "slot: other");
    server.execute("ALTER TABLE articles REPLICA IDENTITY FULL");
    assertThat(workshop.update(flow(elsewhere)).exitCode()).isZero();
    assertThat(slots()).containsExactly("other", "other");
    workshop.runs(flow(elsewhere)).drop();
    assertThat(slots()).isEmpty();
    assertThat(articles()).isEmpty();
  }

  @Test
  void listingItAgainAndAgainIsRefusedAndSoIsAWatchWithoutASlot() throws Exception {
    assertThatThrownBy(
            () -> workshop.update(flow(FLOW.replace("slot:", "refresh-interval: 5s\n    slot:"))))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("Source articles")
        .hasMessageContaining("remove refresh-interval");
    assertThatThrownBy(() -> workshop.update(flow(FLOW.replace("slot: articles", "watch: true"))))
        .isInstanceOfSatisfying(
            RunFailure.class, failure -> assertThat(failure.exitCode()).isEqualTo(2))
        .hasMessageContaining("it cannot be watched");
    assertThat(slots()).isEmpty();
  }

  @Test
  void aLiveFlowFollowsAndGoesOnWhenTheServerIsBack() throws Exception {
    try (LiveRun run = workshop.live(flow(FLOW))) {
      await().until(() -> articles().size() == 3);
      server.execute("UPDATE articles SET body = '2' WHERE slug = 'a'");
      await().until(() -> "2".equals(articles().get("a")));
      server.stop();
      server.startAgain();
      server.execute("DELETE FROM articles WHERE slug = 'b'");
      server.execute("UPDATE articles SET body = '3' WHERE slug = 'a'");
      await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> articles().equals(Map.of("a", "3", "c", "1")));
      server.execute("TRUNCATE articles");
      await().until(() -> articles().isEmpty());
      assertThat(run.stop().exitCode()).isZero();
    }
    server.execute("INSERT INTO articles VALUES ('n', 'N', 'new')");
    assertThat(update().exitCode()).isZero();
    assertThat(articles()).isEqualTo(Map.of("n", "new"));
  }

  @Test
  void nothingIsLostWhenRunsAreKilledWhileTheTableChanges() throws Exception {
    Random random = new Random(11);
    String flow = flow(FLOW);
    for (int kill = 0; kill < 4; kill++) {
      try (ChildRun run = ChildRun.start(workshop, "update", flow, "--live")) {
        long until =
            System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1_500 + random.nextInt(2_000));
        while (System.nanoTime() < until) {
          change(random);
        }
        run.kill();
      }
      for (int i = 0; i < 5; i++) {
        change(random);
      }
    }
    assertThat(update().exitCode()).isZero();
    assertThat(articles()).isEqualTo(rows());
    assertThat(workshop.runs(flow).verify(false).exitCode()).isZero();
  }

  private static void change(Random random) throws Exception {
    String slug = "k" + random.nextInt(20);
    server.execute(
        switch (random.nextInt(20)) {
          case 0 -> "TRUNCATE articles";
          case 1, 2, 3, 4, 5 -> "DELETE FROM articles WHERE slug = '" + slug + "'";
          case 6, 7 ->
              "DELETE FROM articles WHERE slug = '%s'; UPDATE articles SET slug = '%s' WHERE slug = 'k1'"
                  .formatted(slug, slug);
          default ->
              "INSERT INTO articles VALUES ('%s', 'T', '%d') ON CONFLICT (slug) DO UPDATE SET body = excluded.body"
                  .formatted(slug, random.nextInt(1000));
        });
  }
}
