package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.TargetConnector;
import dev.freshet.cluster.FlinkCluster;
import dev.freshet.cluster.FlinkCluster.Outcome;
import dev.freshet.engine.cli.Main;
import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.localfiles.LocalFiles;
import dev.freshet.trial.Workshop;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The job jar on a cluster of processes, given to it by Flink's own client. */
final class ClusterIT {
  private static final String AWAY = "The notebook is away";
  private static final String NOTEBOOK =
      """
      import java.nio.file.*;
      import java.util.List;

      public record Notebook(String file) implements TargetSpec {
        public record Note(@Key String filename, String html) {}

        public static final class Connector implements TargetConnector<Notebook, String, String, Row> {
          @Override public String type() { return "notebook"; }
          @Override public Class<Notebook> specType() { return Notebook.class; }
          @Override public String persistentKey(Setup<Notebook> setup) { return setup.spec().file(); }
          @Override public String prepare(Setup<Notebook> setup) { return setup.spec().file(); }

          @Override
          public void mutate(List<TargetMutations<String, String, Row>> all) throws Exception {
            for (var target : all) {
              Path notes = Path.of(target.prepared());
              if (Files.exists(notes.resolveSibling("away"))) {
                throw new Unavailable("The notebook is away");
              }
              Files.createDirectories(notes);
              for (var upsert : target.upserts()) {
                Files.writeString(notes.resolve(upsert.key().replace('/', '-')), "noted");
              }
              for (var delete : target.deletes()) {
                Files.deleteIfExists(notes.resolve(delete.key().replace('/', '-')));
              }
            }
          }
        }
      }
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path shared;

  private static FlinkCluster cluster;

  @TempDir Path directory;
  private ClusterFlow flow;

  @BeforeAll
  static void start() throws Exception {
    String settings = Files.readString(Path.of("../../conf/cluster/config.yaml"));
    cluster = FlinkCluster.in(shared, settings, Map.of());
    cluster.startZooKeeper();
    cluster.startJobManager();
    cluster.startTaskManager();
    cluster.startTaskManager();
    cluster.awaitTaskManagers(2);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void prepare() throws Exception {
    flow = new ClusterFlow(cluster, directory);
    for (int i = 0; i < 30; i++) {
      flow.workshop.write("d" + i % 3 + "/" + i + ".md", "# Document " + i);
    }
  }

  @Test
  void anUpdateGoesOnWhereOneInAProcessEndedAndTheOtherWayRound() throws Exception {
    Outcome first = flow.update(2);
    assertThat(first.exitCode()).as(first.said()).isZero();
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());

    flow.workshop.write("d1/1.md", "# Edited here");
    RunReport here = flow.here();
    assertThat(here.sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 1, 29, 0, 0, 0));

    flow.workshop.delete("d2/2.md");
    Outcome second = flow.update(4);
    assertThat(second.said()).contains("0 added, 0 changed, 29 unchanged, 1 removed");
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());
    assertThat(flow.here().sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 0, 29, 0, 0, 0));
  }

  @Test
  void aLiveRunOutlivesItsClientTaskManagersAndJobManagersAndIsRescaled() throws Exception {
    String job = flow.live(2);
    flow.awaitPages(flow.rebuilt());
    assertThatThrownBy(flow::here)
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("already running: live");

    showsWhatTheDashboardAndTheAlertsAskFor();

    long killed = System.nanoTime();
    cluster.killTaskManager();
    awaitEdit("d0/0.md", "# After the kill of a task manager", killed);
    cluster.startTaskManager();

    killed = System.nanoTime();
    cluster.killJobManager();
    cluster.startJobManager();
    awaitEdit("d0/3.md", "# After the kill of the job manager", killed);
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());

    flow.cancel(job);
    flow.workshop.write("d0/6.md", "# Edited while nothing ran");
    flow.workshop.delete("d2/2.md");
    job = flow.live(4);
    flow.awaitPages(flow.rebuilt());

    flow.stop(job, directory.resolve("savepoints"));
    assertThat(directory.resolve("savepoints")).doesNotExist();
    flow.workshop.write("d0/9.md", "# Edited after a savepoint");
    job = flow.live(1);
    flow.awaitPages(flow.rebuilt());
    flow.cancel(job);

    assertThat(flow.here().sources().get("documents"))
        .isEqualTo(new RunReport.SourceCounts(0, 0, 29, 0, 0, 0));
  }

  @Test
  void anEditedFlowGoesOnFromASavepointOfTheOldOne() throws Exception {
    Path first = site("first.jar", directory, "old", "toUpperCase");
    String job = flow.flow("com.example.Site", "--jar", first.toString()).live(2);
    flow.awaitPages(rebuilt("first", "old", "toUpperCase"));
    flow.stop(job, directory);

    Path second = site("second.jar", directory, "fresh", "toLowerCase");
    job = flow.flow("com.example.Site", "--jar", second.toString()).live(3);
    flow.awaitPages(rebuilt("second", "fresh", "toLowerCase"));
    flow.cancel(job);

    Outcome update = flow.update(2);
    assertThat(update.said()).contains("0 added, 0 changed, 30 unchanged, 0 removed");
    assertThat(update.exitCode()).as(update.said()).isZero();
  }

  @Test
  void aJobThatCannotReachItsTargetSaysWhyInALineAndTakesItsTime() throws Exception {
    Path jar = notebook();
    Files.createFile(directory.resolve("away"));
    Outcome update = flow.flow(notes(), "--jar", "" + jar, "--give-up-after", "5s").update(2);

    assertThat(update.exitCode()).as(update.said()).isEqualTo(1);
    assertThat(update.said())
        .contains("Gave up after 5 s of failures, nothing is lost: Unavailable: " + AWAY);
    String job = ClusterFlow.job(update);
    assertThat(cluster.rest("/jobs/" + job + "/exceptions"))
        .contains("\"java.io.IOException: Flow notes, target notes: " + AWAY + "\\n");
    assertThat(flow.failures(job)).isBetween(1, 8);
  }

  @Test
  void aJobWhoseClientIsGoneEndsWhenAnotherRunTakesTheFlowOver() throws Exception {
    Path jar = notebook();
    Path away = Files.createFile(directory.resolve("away"));
    Path said = directory.resolve("said.txt");
    Process client =
        flow.flow(notes(), "--jar", "" + jar, "--give-up-after", "5m").startUpdate(2, said);
    await().until(() -> Files.readString(said).contains("JobID"));
    String job = ClusterFlow.job(new Outcome(0, Files.readString(said)));
    client.destroyForcibly().onExit().join();
    flow.workshop.delete("d2/2.md");
    Files.delete(away);

    String state = flow.workshop.state.toString();
    String[] here = {"update", notes(), "--jar", "" + jar, "--state", state};
    assertThat(Main.run(System.out, System.err, here)).isZero();

    flow.awaitStatus(job, "FAILED");
    assertThat(cluster.rest("/jobs/" + job + "/exceptions")).contains("took the flow over");
    assertThat(Main.run(System.out, System.err, here)).isZero();
    assertThat(Workshop.files(directory.resolve("notes"))).hasSize(29);
  }

  private Path notebook() throws Exception {
    return new CompiledJar()
        .with("com.example.away.Notebook", NOTEBOOK)
        .service(TargetConnector.class, "com.example.away.Notebook$Connector")
        .writeTo(directory.resolve("notebook.jar"));
  }

  private String notes() throws Exception {
    return flow.workshop.flow(
        """
        name: notes
        sources:
          documents: {type: local-files, path: $docs, process: {type: markdown-to-html, target: notes}}
        targets:
          notes: {type: notebook, file: $directory/notes}
        """);
  }

  /** A flow with two targets, the one of which every version has, and a function. */
  private static Path site(String name, Path directory, String target, String function)
      throws Exception {
    String source =
        """
        import dev.freshet.localfiles.*;
        import java.util.List;

        public final class Site implements Flow {
          public record Page(@Key String filename, String html) {}

          @Override public String name() { return "site"; }

          @Override public void define(FlowBuilder flow) {
            var documents = flow.source("documents", new LocalFiles("$docs", List.of("**/*.md")))
                .refreshEvery(java.time.Duration.ofMillis(200));
            var pages = flow.target("pages", new LocalDirectory("$output/pages", ".html"), Page.class);
            var more = flow.target("$target", new LocalDirectory("$output/$target", ".txt"), Page.class);
            flow.forEach(documents, (document, context) -> {
              context.declare(pages, new Page(document.key(), document.text().$function()));
              context.declare(more, new Page(document.key(), "$target"));
            });
          }
        }
        """;
    return new CompiledJar()
        .against(LocalFiles.class)
        .with(
            "com.example.Site",
            source
                .replace("$docs", directory.resolve("docs").toString())
                .replace("$output", directory.resolve("output_html").toString())
                .replace("$target", target)
                .replace("$function", function))
        .writeTo(directory.resolve(name));
  }

  private static void showsWhatTheDashboardAndTheAlertsAskFor() throws Exception {
    Set<String> wanted = new TreeSet<>();
    for (String file : List.of("grafana-dashboard.json", "alerts.yaml")) {
      String text = Files.readString(Path.of("../../conf/cluster", file));
      Matcher names = Pattern.compile("flink_\\w+").matcher(text);
      names.results().forEach(name -> wanted.add(name.group()));
    }
    await()
        .untilAsserted(
            () -> {
              Set<String> there = new TreeSet<>();
              cluster.metrics().lines().forEach(line -> there.add(line.split("[{ ]", 2)[0]));
              assertThat(there).containsAll(wanted);
            });
    assertThat(cluster.metrics())
        .containsPattern("target_rowsUpserted\\{.*flow=\"markdown-to-html\".*target=\"pages\"");
  }

  /** What the flow makes of the same documents where nothing was before. */
  private Map<String, String> rebuilt(String name, String target, String function)
      throws Exception {
    Path clean = Files.createDirectories(directory.resolve("rebuilt-" + name));
    Files.createSymbolicLink(clean.resolve("docs"), flow.workshop.docs);
    Path jar = site("site.jar", clean, target, function);
    String[] line = {"update", "com.example.Site", "--jar", "" + jar, "--state", clean + "/state"};
    assertThat(Main.run(System.out, System.err, line)).isZero();
    return Workshop.files(clean.resolve("output_html"));
  }

  private void awaitEdit(String name, String text, long since) throws Exception {
    flow.workshop.write(name, text);
    await().until(() -> flow.workshop.pages().get(name + ".html").contains(text.substring(2)));
    System.out.printf("%s: %d ms%n", text, (System.nanoTime() - since) / 1_000_000);
  }
}
