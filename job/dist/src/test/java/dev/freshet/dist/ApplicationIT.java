package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.engine.cli.Main;
import dev.freshet.localfiles.LocalFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job jar in application mode, where {@code main} runs in the job manager, with a user's jar
 * beside it; on a cluster that loads classes parent-first and has a library that clashes.
 */
final class ApplicationIT {
  private static final String MAIN = Main.class.getName();
  private static final String FLOW =
      """
      import dev.freshet.localfiles.*;
      import java.util.List;

      public final class Shout implements Flow {
        public record Page(@Key String filename, String html) {}

        @Override public String name() { return "shout"; }

        @Override public void define(FlowBuilder flow) {
          var documents = flow.source("documents", new LocalFiles("$docs", List.of("**/*.md")))
              .refreshEvery(java.time.Duration.ofMillis(200));
          var pages = flow.target("pages", new LocalDirectory("$output", ".html"), Page.class);
          flow.forEach(documents, (document, context) ->
              context.declare(pages, new Page(document.key(), document.text().toUpperCase())));
        }
      }
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  @Test
  void runsAnUpdateToItsEndAndALiveRunUntilItIsCancelled() throws Exception {
    Path clashing =
        new CompiledJar()
            .with("com.fasterxml.jackson.databind.ObjectMapper", "public class ObjectMapper {}")
            .writeTo(directory.resolve("clashing.jar"));
    String settings = Files.readString(Path.of("../../conf/cluster/config.yaml"));
    Map<String, String> parentFirst =
        Map.of(
            "classloader.resolve-order", "parent-first",
            "execution.state-recovery.path", "file:///a/savepoint/of/something/else");
    Path ofCluster = Files.createDirectories(directory.resolve("cluster"));
    try (FlinkCluster cluster = FlinkCluster.in(ofCluster, settings, parentFirst, clashing)) {
      cluster.startTaskManager();
      ClusterFlow flow = new ClusterFlow(cluster, directory);
      flow.workshop.write("a.md", "one");
      String state = flow.workshop.state.toString();
      Path jar =
          new CompiledJar()
              .against(LocalFiles.class)
              .with(
                  "com.example.Shout",
                  FLOW.replace("$docs", flow.workshop.docs.toString())
                      .replace("$output", flow.workshop.output.toString()))
              .writeTo(directory.resolve("shout.jar"));
      List<Path> jars = List.of(ClusterFlow.JOB_JAR, jar);

      cluster.startApplication(
          MAIN, jars, "update", "com.example.Shout", "--state", state, "--parallelism", "2");
      assertThat(cluster.awaitApplication()).isZero();
      assertThat(flow.workshop.pages()).isEqualTo(Map.of("a.md.html", "ONE"));

      cluster.startApplication(
          MAIN, jars, "update", "--live", "com.example.Shout", "--state", state);
      flow.workshop.write("b.md", "two");
      flow.awaitPages(Map.of("a.md.html", "ONE", "b.md.html", "TWO"));
      flow.workshop.delete("a.md");
      flow.awaitPages(Map.of("b.md.html", "TWO"));
      cluster.rest("PATCH", "/jobs/" + onlyJob(cluster) + "?mode=cancel", "");
      assertThat(cluster.awaitApplication()).isZero();

      String[] here = {"update", "com.example.Shout", "--jar", "" + jar, "--state", state};
      assertThat(Main.run(System.out, System.err, here)).isZero();
    }
  }

  @Test
  void aLiveRunGoesOnWhenItsJobManagerDiesAndTheProgramRunsAgain() throws Exception {
    String settings = Files.readString(Path.of("../../conf/cluster/config.yaml"));
    Path ofCluster = Files.createDirectories(directory.resolve("cluster"));
    try (FlinkCluster cluster = FlinkCluster.in(ofCluster, settings, Map.of())) {
      cluster.startZooKeeper();
      cluster.startTaskManager();
      ClusterFlow flow = new ClusterFlow(cluster, directory);
      flow.workshop.write("a.md", "# One");
      flow.workshop.write("b.md", "# Two");
      String state = flow.workshop.state.toString();
      String[] live = {"update", "--live", flow.workshop.markdownFlow(), "--state", state, "--yes"};
      List<Path> jars = List.of(ClusterFlow.JOB_JAR);

      cluster.startApplication(MAIN, jars, live);
      flow.awaitPages(flow.rebuilt());
      String job = onlyJob(cluster);
      cluster.killJobManager();
      flow.workshop.delete("a.md");
      flow.workshop.write("c.md", "# Three");
      cluster.startApplication(MAIN, jars, live);
      flow.awaitPages(flow.rebuilt());
      assertThat(onlyJob(cluster)).isEqualTo(job);
      assertThat(flow.workshop.state.resolve("markdown-to-html/lock"))
          .isDirectoryContaining("glob:**/1");

      cluster.rest("PATCH", "/jobs/" + job + "?mode=cancel", "");
      assertThat(cluster.awaitApplication()).isZero();
      flow.workshop.write("b.md", "# Edited while nothing ran");
      cluster.startApplication(MAIN, jars, live);
      flow.awaitPages(flow.rebuilt());
    }
  }

  private static String onlyJob(FlinkCluster cluster) throws Exception {
    Matcher job = Pattern.compile("[0-9a-f]{32}").matcher(cluster.rest("/jobs"));
    assertThat(job.find()).isTrue();
    return job.group();
  }
}
