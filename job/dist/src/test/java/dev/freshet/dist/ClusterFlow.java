package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.cluster.FlinkCluster.Outcome;
import dev.freshet.engine.flink.RunReport;
import dev.freshet.trial.Workshop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flow, its documents and its state, run on a cluster by Flink's client. */
final class ClusterFlow {
  static final Path JOB_JAR = Path.of("target/freshet/freshet-job.jar").toAbsolutePath();
  private static final Pattern JOB = Pattern.compile("JobID ([0-9a-f]{32})");

  final Workshop workshop;
  private final FlinkCluster cluster;
  private final List<String> more = new ArrayList<>();
  private String flow;
  private String state;

  ClusterFlow(FlinkCluster cluster, Path directory) throws IOException {
    this.cluster = cluster;
    this.workshop = new Workshop(directory);
    this.flow = workshop.markdownFlow();
    this.state = workshop.state.toString();
  }

  /** From now on this flow, a file or class. */
  ClusterFlow flow(String newFlow, String... newMore) {
    flow = newFlow;
    more.clear();
    more.addAll(List.of(newMore));
    return this;
  }

  /** From now on with the state of flows there. */
  ClusterFlow state(String newState) {
    state = newState;
    return this;
  }

  String flow() {
    return flow;
  }

  /** Runs an update on the cluster to its end. */
  Outcome update(int parallelism) throws IOException, InterruptedException {
    return cluster.client(line(parallelism, List.of("run"), List.of()));
  }

  /** Starts an update that nobody waits for. */
  Process startUpdate(int parallelism, Path said) throws IOException {
    return cluster.startClient(said, line(parallelism, List.of("run"), List.of()));
  }

  /** Starts a live run on the cluster; returns the id of its job. */
  String live(int parallelism) throws IOException, InterruptedException {
    Outcome outcome = cluster.client(line(parallelism, List.of("run", "-d"), List.of("--live")));
    assertThat(outcome.exitCode()).as(outcome.said()).isZero();
    return job(outcome);
  }

  /** The one that a client said it has submitted. */
  static String job(Outcome outcome) {
    Matcher job = JOB.matcher(outcome.said());
    assertThat(job.find()).as(outcome.said()).isTrue();
    return job.group(1);
  }

  /** How often the job failed, up to 16. */
  int failures(String job) throws IOException, InterruptedException {
    return cluster.rest("/jobs/" + job + "/exceptions").split("\"taskManagerId\"", -1).length - 1;
  }

  private String[] line(int parallelism, List<String> client, List<String> update) {
    List<String> line = new ArrayList<>(client);
    line.addAll(List.of("-p", "" + parallelism, JOB_JAR.toString(), "update", flow));
    line.addAll(List.of("--state", state, "--yes"));
    line.addAll(update);
    line.addAll(more);
    return line.toArray(String[]::new);
  }

  /** Waits until the job has this status. */
  void awaitStatus(String job, String status) {
    await().until(() -> cluster.rest("/jobs/" + job).contains("\"state\":\"" + status + "\""));
  }

  void cancel(String job) throws IOException, InterruptedException {
    cluster.rest("PATCH", "/jobs/" + job + "?mode=cancel", "");
    awaitStatus(job, "CANCELED");
  }

  /** Ends the job as {@code flink stop} does, with a savepoint. */
  void stop(String job, Path directory) throws IOException, InterruptedException {
    String body = "{\"drain\": false, \"targetDirectory\": \"" + directory.toUri() + "\"}";
    cluster.rest("POST", "/jobs/" + job + "/stop", body);
    awaitStatus(job, "FINISHED");
  }

  /** What this process finds to do, as a laptop would that has the same state directory. */
  RunReport here() throws Exception {
    return workshop.update(flow);
  }

  void awaitPages(Map<String, String> pages) {
    await().untilAsserted(() -> assertThat(workshop.pages()).isEqualTo(pages));
  }

  /** What a rebuild into an empty directory makes of the documents, with the same flow file. */
  Map<String, String> rebuilt() throws Exception {
    Path directory = Files.createTempDirectory(workshop.directory, "rebuilt");
    Workshop clean = new Workshop(directory);
    String text = Files.readString(Path.of(flow));
    Path copy = directory.resolve("flow.yaml");
    Files.writeString(copy, text.replace(workshop.output.toString(), clean.output.toString()));
    clean.update(copy.toString());
    return clean.pages();
  }
}
