package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.cluster.FlinkCluster;
import dev.freshet.cluster.FlinkImage;
import dev.freshet.dist.Dockerfile.Copy;
import dev.freshet.s3server.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.configuration.GlobalConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The containers of {@code docker/compose.yaml} as processes: the directory that the Dockerfile
 * makes, with the commands, environment, volumes and health checks of the compose file, beside real
 * servers of Postgres and S3. Addresses are other ones, and memory is small.
 */
final class ImageIT {
  private static final Path PLUGIN =
      Path.of("../../connectors/file-system/target/flink-plugins/flink-s3-fs-hadoop");
  private static final String PORTS = "metrics.reporter.prom.port";
  private static final String TITLES =
      "SELECT filename, substring(html FROM '<title>(.*)</title>') FROM pages ORDER BY 1";
  private static final Pattern HEALTH_CHECK = Pattern.compile("http://localhost:\\d+/\\S+$");
  private static final Pattern JOB_CHECK =
      Pattern.compile("wget -q -O - http://localhost:8081(\\S+) \\| grep -q '(.*)'");
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** What Flink's image 2.3.0 has in conf/config.yaml, without the options of its JVMs. */
  private static final String OF_FLINK =
      """
      jobmanager:
        bind-host: 0.0.0.0
        rpc: {address: localhost, port: 6123}
        memory: {process: {size: 1600m}}
        execution: {failover-strategy: region}
      taskmanager:
        bind-host: 0.0.0.0
        numberOfTaskSlots: 1
        memory: {process: {size: 1728m}}
      parallelism: {default: 1}
      rest: {address: 0.0.0.0, bind-address: 0.0.0.0}
      """;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path directory;

  private final Dockerfile dockerfile = Dockerfile.read();
  private final ComposeFile compose = ComposeFile.read();
  private final Map<String, String> addresses = new TreeMap<>();
  private final Map<FlinkImage, Integer> metricsPorts = new HashMap<>();

  ImageIT() throws IOException {}

  @BeforeEach
  void chooseAddresses() throws IOException {
    for (String host :
        List.of("jobmanager.bind-host", "taskmanager.bind-host", "taskmanager.host")) {
      addresses.put(host, "127.0.0.1");
    }
    addresses.put("rest.address", "127.0.0.1");
    addresses.put("rest.bind-address", "127.0.0.1");
    for (String port : List.of("jobmanager.rpc.port", "rest.port")) {
      addresses.put(port, Integer.toString(FlinkCluster.freePort()));
    }
    addresses.put("io.tmp.dirs", Files.createDirectories(directory.resolve("tmp")).toString());
  }

  @Test
  void whatIsCopiedIsThereAndNotIgnored() throws IOException {
    List<String> passed = new ArrayList<>();
    for (String line :
        Files.readAllLines(Dockerfile.REPOSITORY.resolve("docker/Dockerfile.dockerignore"))) {
      if (line.startsWith("!")) {
        passed.add(line.substring(1));
      }
    }
    assertThat(dockerfile.copies()).extracting(Copy::source).hasSameElementsAs(passed);
    assertThat(dockerfile.copies())
        .allSatisfy(copy -> assertThat(Dockerfile.REPOSITORY.resolve(copy.source())).exists());
  }

  @Test
  void theContainersKeepATableInStepWithABucket() throws Exception {
    try (PostgresServer postgres = new PostgresServer(directory.resolve("postgres"));
        S3Server store = S3Server.start();
        S3Client client = S3IT.client(store.endpoint());
        FlinkImage jobManager = container("jobmanager");
        FlinkImage first = container("taskmanager");
        FlinkImage second = container("taskmanager")) {
      postgres.execute("CREATE ROLE freshet LOGIN SUPERUSER");
      client.createBucket(request -> request.bucket("documents"));
      put(client, "a.md", "# Alpha");
      put(client, "guide/b.md", "# Beta");
      Path flow = flow(store, postgres);

      start("jobmanager", jobManager, flow);
      start("taskmanager", first, flow);
      start("taskmanager", second, flow);

      awaitRows(postgres, "a.md|Alpha", "guide/b.md|Beta");
      put(client, "a.md", "# Alpha, edited");
      client.deleteObject(request -> request.bucket("documents").key("guide/b.md"));
      awaitRows(postgres, "a.md|Alpha, edited");

      areHealthy(List.of(jobManager, first, second));
      assertThat(shown(jobManager, flow)).contains("documents", "1 item, 1 row");
    }
  }

  private FlinkImage container(String service) throws Exception {
    Path home = Files.createTempDirectory(directory, service).resolve("opt/flink");
    FlinkImage image = FlinkImage.in(home, OF_FLINK, filesIn(PLUGIN));
    dockerfile.apply(home);
    assertThat(filesIn(home.resolve("plugins/flink-s3-fs-hadoop")))
        .hasSize(1)
        .allMatch(Files::exists);
    return image;
  }

  private static List<Path> filesIn(Path place) throws IOException {
    try (Stream<Path> files = Files.list(place)) {
      return files.toList();
    }
  }

  /** As the entry point of Flink's image does it, with what the container was told. */
  private void start(String service, FlinkImage image, Path flow) throws IOException {
    Map<String, String> environment = compose.environment(service);
    environment.put("STORE_ID", S3Server.ACCESS_KEY_ID);
    environment.put("STORE_SECRET", S3Server.SECRET_ACCESS_KEY);
    configure(image, environment);
    List<String> command = compose.command(service);
    command.replaceAll(word -> word.equals("/state") ? state() : word);
    command.replaceAll(word -> word.startsWith("/flows/") ? flow.toString() : word);
    image.start(command, environment);
  }

  private String state() {
    return directory.resolve("state").toString();
  }

  private void configure(FlinkImage image, Map<String, String> environment) throws IOException {
    Path conf = image.home().resolve("conf");
    Map<String, String> settings =
        new TreeMap<>(GlobalConfiguration.loadConfiguration(conf.toString()).toMap());
    settings.put(
        "taskmanager.numberOfTaskSlots", environment.get("TASK_MANAGER_NUMBER_OF_TASK_SLOTS"));
    environment
        .get("FLINK_PROPERTIES")
        .lines()
        .map(line -> line.split(": *", 2))
        .forEach(entry -> settings.put(entry[0], entry[1]));
    assertThat(settings.get(PORTS)).startsWith(port(healthUrl()) + "-");
    settings.put(PORTS, metricsPorts.computeIfAbsent(image, missing -> freePort()).toString());
    settings.put("jobmanager.rpc.address", "127.0.0.1");
    settings.putAll(addresses);
    settings.putAll(FlinkImage.memory());
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key + ": \"" + value + "\"\n"));
    Files.writeString(conf.resolve("config.yaml"), yaml);
  }

  /** That of the compose file, with the addresses of the servers here. */
  private Path flow(S3Server store, PostgresServer postgres) throws IOException {
    String text = Files.readString(ComposeFile.DIRECTORY.resolve("flows/documents.yaml"));
    return Files.writeString(
        directory.resolve("documents.yaml"),
        text.replace("http://store:8080", store.endpoint().toString())
            .replace("postgresql://postgres:5432/freshet", postgres.url())
            .replace("refresh-interval: 5s", "refresh-interval: 500ms"));
  }

  private static void put(S3Client client, String key, String text) {
    client.putObject(request -> request.bucket("documents").key(key), RequestBody.fromString(text));
  }

  private static void awaitRows(PostgresServer postgres, String... rows) {
    await()
        .atMost(Duration.ofMinutes(3))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(postgres.rows(TITLES)).containsExactly(rows));
  }

  /** By the health checks of the Dockerfile and of the compose file. */
  private void areHealthy(List<FlinkImage> images) throws Exception {
    for (FlinkImage image : images) {
      assertThat(get(metricsPorts.get(image), healthUrl().getPath())).contains("flink_");
    }
    String ofJob = compose.service("jobmanager").at("/healthcheck/test/1").asText();
    Matcher check = JOB_CHECK.matcher(ofJob);
    assertThat(check.matches()).isTrue();
    assertThat(get(Integer.parseInt(addresses.get("rest.port")), check.group(1)))
        .contains(check.group(2));
  }

  private URI healthUrl() {
    Matcher check = HEALTH_CHECK.matcher(dockerfile.of("HEALTHCHECK").get(0));
    assertThat(check.find()).isTrue();
    return URI.create(check.group());
  }

  private static String port(URI address) {
    return Integer.toString(address.getPort());
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(10))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /** What {@code docker compose exec jobmanager freshet show} says. */
  private String shown(FlinkImage image, Path flow) throws Exception {
    ProcessBuilder command =
        new ProcessBuilder(
                image.home().resolve("bin/freshet").toString(),
                "show",
                "" + flow,
                "--state",
                state())
            .redirectErrorStream(true);
    command.environment().put("FLINK_HOME", image.home().toString());
    command.environment().put("STORE_ID", S3Server.ACCESS_KEY_ID);
    command.environment().put("STORE_SECRET", S3Server.SECRET_ACCESS_KEY);
    command.environment().put("POSTGRES_PASSWORD", "unused");
    command
        .environment()
        .merge("PATH", System.getProperty("java.home") + "/bin", (path, java) -> java + ":" + path);
    Process process = command.start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private static Integer freePort() {
    try {
      return FlinkCluster.freePort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
