package dev.freshet.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.dist.Checkout.Outcome;
import dev.freshet.s3server.S3Server;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The launcher, as on a laptop, and a cluster of processes, with one state directory on S3. */
final class StateOnS3IT {
  private static final Path PLUGINS =
      Path.of("../../connectors/file-system/target/flink-plugins").toAbsolutePath();
  private static final String BUCKET = "states";

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  static Path shared;

  private static S3Server server;
  private static FlinkCluster cluster;
  private static PackagedFreshet laptop;
  private static Map<String, String> environment;

  @TempDir Path directory;
  private ClusterFlow flow;
  private String state;
  private Process live;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    try (S3Client client =
        S3Client.builder()
            .endpointOverride(server.endpoint())
            .region(Region.US_EAST_1)
            .forcePathStyle(true)
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create(S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)))
            .build()) {
      client.createBucket(request -> request.bucket(BUCKET));
    }
    environment =
        Map.of(
            "AWS_ENDPOINT_URL_S3", server.endpoint().toString(),
            "AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY", S3Server.SECRET_ACCESS_KEY);
    laptop = PackagedFreshet.in(Files.createDirectories(shared.resolve("laptop")));
    Files.createSymbolicLink(laptop.home().resolve("flink-plugins"), PLUGINS);

    String settings = Files.readString(Path.of("../../conf/cluster/config.yaml"));
    Map<String, String> s3 =
        Map.of(
            "s3.endpoint",
            server.endpoint().toString(),
            "s3.path.style.access",
            "true",
            "s3.access-key",
            S3Server.ACCESS_KEY_ID,
            "s3.secret-key",
            S3Server.SECRET_ACCESS_KEY);
    cluster = FlinkCluster.in(shared.resolve("cluster"), settings, s3);
    cluster.plugins(PLUGINS);
    cluster.startJobManager();
    cluster.startTaskManager();
    cluster.awaitTaskManagers(1);
  }

  @AfterAll
  static void stop() throws Exception {
    cluster.close();
    server.close();
  }

  @BeforeEach
  void prepare(TestInfo test) throws Exception {
    state = "s3://" + BUCKET + "/" + test.getTestMethod().orElseThrow().getName();
    flow = new ClusterFlow(cluster, directory).state(state);
    for (int i = 0; i < 10; i++) {
      flow.workshop.write(i + ".md", "# Document " + i);
    }
  }

  private Outcome here() throws Exception {
    return laptop.run(environment, "update", flow.flow(), "--state", state, "--yes");
  }

  /** Returns when it has seen to this page, which was edited before. */
  private Process liveHere(Path said, String page, String text) throws Exception {
    live =
        laptop.start(
            environment, said, said, "update", "--live", flow.flow(), "--state", state, "--yes");
    awaitPage(page, text);
    return live;
  }

  private void awaitPage(String page, String text) {
    await().until(() -> flow.workshop.pages().getOrDefault(page, "").contains(text));
  }

  @AfterEach
  void endLive() {
    if (live != null) {
      live.destroyForcibly().onExit().join();
    }
  }

  private static void expect(Outcome outcome, String counts) {
    assertThat(outcome.exitCode()).as("%s", outcome).isZero();
    assertThat(outcome.out() + outcome.err()).contains(counts);
  }

  @Test
  void aLaptopAndAClusterGoOnWhereTheOtherEnded() throws Exception {
    expect(here(), "10 added, 0 changed, 0 unchanged, 0 removed");

    flow.workshop.write("1.md", "# Edited for the cluster");
    FlinkCluster.Outcome there = flow.update(2);
    assertThat(there.exitCode()).as(there.said()).isZero();
    assertThat(there.said()).contains("0 added, 1 changed, 9 unchanged, 0 removed");

    flow.workshop.write("2.md", "# Edited for the laptop");
    flow.workshop.delete("3.md");
    expect(here(), "0 added, 1 changed, 8 unchanged, 1 removed");
    expect(here(), "0 added, 0 changed, 9 unchanged, 0 removed");

    String job = flow.live(2);
    flow.workshop.write("4.md", "# Edited while it runs live");
    awaitPage("4.md.html", "Edited while it runs live");
    Outcome refused = here();
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("already running: live");
    flow.cancel(job);
    expect(here(), "0 added, 0 changed, 9 unchanged, 0 removed");
    assertThat(directory.resolve("state")).doesNotExist();
    assertThat(flow.workshop.pages()).isEqualTo(flow.rebuilt());
  }

  @Test
  void aSilentRunIsTakenOverAndFencedAndAKilledOneGoesOn() throws Exception {
    Path said = directory.resolve("said.txt");
    Process silent = liveHere(said, "9.md.html", "Document 9");
    signal(silent, "STOP");
    flow.workshop.write("1.md", "# Edited while nobody looks");
    expect(here(), "0 added, 1 changed, 9 unchanged, 0 removed");
    signal(silent, "CONT");
    assertThat(silent.waitFor()).as(Files.readString(said)).isEqualTo(1);
    assertThat(Files.readString(said)).contains("took the flow over");

    flow.workshop.write("4.md", "# Edited before the next begins");
    Process killed = liveHere(said, "4.md.html", "before the next begins");
    flow.workshop.write("2.md", "# Edited before the kill");
    killed.destroyForcibly().onExit().join();
    flow.workshop.write("3.md", "# Edited after it");
    Outcome next = here();
    assertThat(next.exitCode()).as("%s", next).isZero();
    Map<String, String> pages = flow.workshop.pages();
    assertThat(pages).hasSize(10);
    assertThat(pages.get("1.md.html")).contains("Edited while nobody looks");
    assertThat(pages.get("2.md.html")).contains("Edited before the kill");
    assertThat(pages.get("3.md.html")).contains("Edited after it");
  }

  private static void signal(Process process, String name) throws Exception {
    List<String> kill = List.of("kill", "-" + name, Long.toString(process.pid()));
    assertThat(new ProcessBuilder(kill).inheritIO().start().waitFor()).isZero();
  }

  @Test
  void saysWhatIsMissing(@TempDir Path home) throws Exception {
    PackagedFreshet bare = PackagedFreshet.in(home);
    String[] update = {"update", flow.flow(), "--state", state, "--yes"};
    Outcome noPlugin = bare.run(environment, update);
    assertThat(noPlugin.exitCode()).as("%s", noPlugin).isEqualTo(2);
    assertThat(noPlugin.err())
        .contains("--state " + state, "flink-s3-fs-hadoop-2.3.0.jar", "flink-plugins");

    Map<String, String> nobody = new HashMap<>();
    nobody.put("AWS_ENDPOINT_URL_S3", server.endpoint().toString());
    nobody.put("AWS_EC2_METADATA_DISABLED", "true");
    nobody.put("HOME", home.toString());
    Outcome noCredentials = bare.run(nobody, update);
    assertThat(noCredentials.exitCode()).as("%s", noCredentials).isEqualTo(2);
    assertThat(noCredentials.err()).contains("--state " + state, "AWS_ACCESS_KEY_ID");
  }
}
