package dev.freshet.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A Flink cluster of processes on the loopback interface, on free ports: the job managers and task
 * managers that were started, and clients. All end with {@link #close}, and with the process that
 * started them.
 */
public final class FlinkCluster implements AutoCloseable {
  static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  static final String APPLICATION =
      "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
  static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final String ZOOKEEPER =
      "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server.ZooKeeperServerMain";
  private static final String CLIENT = "org.apache.flink.client.cli.CliFrontend";
  static final int PORTS_OF_METRICS = 10;

  /** What the scripts of Flink's distribution work out, small. */
  static final Map<String, String> MEMORY =
      Map.ofEntries(
          Map.entry("taskmanager.cpu.cores", "1"),
          Map.entry("taskmanager.memory.framework.heap.size", "64m"),
          Map.entry("taskmanager.memory.framework.off-heap.size", "64m"),
          Map.entry("taskmanager.memory.task.heap.size", "192m"),
          Map.entry("taskmanager.memory.task.off-heap.size", "0b"),
          Map.entry("taskmanager.memory.network.min", "32m"),
          Map.entry("taskmanager.memory.network.max", "32m"),
          Map.entry("taskmanager.memory.managed.size", "64m"),
          Map.entry("taskmanager.memory.jvm-metaspace.size", "192m"),
          Map.entry("taskmanager.memory.jvm-overhead.min", "64m"),
          Map.entry("taskmanager.memory.jvm-overhead.max", "64m"));

  static final String LOGGING =
      """
      rootLogger.level = INFO
      rootLogger.appenderRef.console.ref = console
      appender.console.type = Console
      appender.console.name = console
      appender.console.layout.type = PatternLayout
      appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %X{flow} %c{1} - %m%n
      logger.zookeeper.name = org.apache.flink.shaded
      logger.zookeeper.level = OFF
      """;

  private final Path directory;
  private final Path configuration;
  private final List<Path> libraries;
  private final List<Process> jobManagers = new ArrayList<>();
  private final List<Process> taskManagers = new ArrayList<>();
  private final List<Process> others = new ArrayList<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private int started;

  private FlinkCluster(Path directory, List<Path> libraries) throws IOException {
    this.directory = directory;
    this.libraries = libraries;
    this.configuration = Files.createDirectories(directory.resolve("conf"));
  }

  /** How a client ended. */
  public record Outcome(int exitCode, String said) {}

  /**
   * Starts nothing yet.
   *
   * @param directory for configuration, logs and temporary files
   * @param baseConfiguration the text of a {@code config.yaml} with flat keys
   * @param more entries of the configuration, which come first
   * @param libraries that a user put on the class path of all processes
   */
  public static FlinkCluster in(
      Path directory, String baseConfiguration, Map<String, String> more, Path... libraries)
      throws IOException {
    FlinkCluster cluster = new FlinkCluster(directory, List.of(libraries));
    Map<String, String> entries = new LinkedHashMap<>(entriesOf(baseConfiguration));
    entries.putAll(ofTests(directory));
    entries.putAll(more);
    StringBuilder yaml = new StringBuilder();
    entries.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    Files.writeString(cluster.configuration.resolve("config.yaml"), yaml);
    Files.writeString(cluster.configuration.resolve("log4j2.properties"), LOGGING);
    Files.createDirectories(directory.resolve("tmp"));
    return cluster;
  }

  private static Map<String, String> entriesOf(String yaml) {
    Map<String, String> entries = new LinkedHashMap<>();
    Pattern entry = Pattern.compile("(?m)^([a-z][^:#\\s]*): *(.+)$");
    entry.matcher(yaml).results().forEach(match -> entries.put(match.group(1), match.group(2)));
    return entries;
  }

  private static Map<String, String> ofTests(Path directory) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    for (String key : List.of("jobmanager.rpc", "rest")) {
      entries.put(key + ".address", "127.0.0.1");
      entries.put(key + ".port", Integer.toString(freePort()));
    }
    entries.put("jobmanager.bind-host", "127.0.0.1");
    entries.put("rest.bind-address", "127.0.0.1");
    entries.put("taskmanager.bind-host", "127.0.0.1");
    entries.put("taskmanager.host", "127.0.0.1");
    entries.put("taskmanager.numberOfTaskSlots", "4");
    entries.putAll(MEMORY);
    int port = freePort();
    entries.put("metrics.reporter.prom.port", port + "-" + (port + PORTS_OF_METRICS - 1));
    entries.put("io.tmp.dirs", directory.resolve("tmp").toString());
    return entries;
  }

  /** Gives the processes that start later Flink's plugins in this directory. */
  public void plugins(Path installed) throws IOException {
    Files.createSymbolicLink(directory.resolve("plugins"), installed.toAbsolutePath());
  }

  /** Free at the moment. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private String setting(String key) throws IOException {
    String yaml = Files.readString(configuration.resolve("config.yaml"));
    return Objects.requireNonNull(entriesOf(yaml).get(key), key);
  }

  /** Starts a ZooKeeper server, and has job managers that start later elect their leader there. */
  public void startZooKeeper() throws IOException {
    int port = freePort();
    Path properties = configuration.resolve("zoo.cfg");
    Files.writeString(
        properties,
        "dataDir=%s%nclientPort=%d%nclientPortAddress=127.0.0.1%ntickTime=500%nadmin.enableServer=false%n"
            .formatted(directory.resolve("zookeeper"), port));
    Path highAvailability = directory.resolve("high-availability");
    Files.writeString(
        configuration.resolve("config.yaml"),
        "high-availability.type: zookeeper%nhigh-availability.zookeeper.quorum: 127.0.0.1:%d%nhigh-availability.storageDir: %s%n"
            .formatted(port, highAvailability.toUri()),
        StandardOpenOption.APPEND);
    others.add(start(ZOOKEEPER, "128m", List.of(properties.toString())));
  }

  public void startJobManager() throws IOException {
    jobManagers.add(start(JOB_MANAGER, "512m", List.of("--configDir", configuration.toString())));
  }

  /**
   * A job manager that runs this main class.
   *
   * @param jars for {@code usrlib}, where job manager and task managers look for them
   */
  public void startApplication(String mainClass, List<Path> jars, String... arguments)
      throws IOException {
    List<String> all = new ArrayList<>(List.of("--configDir", configuration.toString()));
    all.addAll(List.of("--job-classname", mainClass));
    all.addAll(List.of(arguments));
    Path ofUser = Files.createDirectories(directory.resolve("usrlib"));
    for (Path jar : jars) {
      Path library = ofUser.resolve(jar.getFileName());
      Files.deleteIfExists(library);
      Files.createSymbolicLink(library, jar.toAbsolutePath());
    }
    jobManagers.add(start(APPLICATION, "512m", all));
  }

  public void startTaskManager() throws IOException {
    taskManagers.add(start(TASK_MANAGER, "384m", List.of("--configDir", configuration.toString())));
  }

  /** Waits for the job manager to end with its application; returns its exit code. */
  public int awaitApplication() throws IOException, InterruptedException {
    Process jobManager = jobManagers.remove(0);
    if (!jobManager.waitFor(2, TimeUnit.MINUTES)) {
      jobManagers.add(jobManager);
      throw new IOException("The application does not end; its logs: " + directory);
    }
    return jobManager.exitValue();
  }

  /** As {@code kill -9}, the one that was started first of those that run. */
  public void killTaskManager() {
    taskManagers.remove(0).destroyForcibly().onExit().join();
  }

  /** As {@code kill -9}. */
  public void killJobManager() {
    jobManagers.remove(0).destroyForcibly().onExit().join();
  }

  /** Runs Flink's client to its end. */
  public Outcome client(String... arguments) throws IOException, InterruptedException {
    Path said = Files.createTempFile(directory, "client", ".log");
    return ended(startClient(said, arguments), said);
  }

  /** Waits for the end of a client. */
  public Outcome ended(Process client, Path said) throws IOException, InterruptedException {
    if (!client.waitFor(3, TimeUnit.MINUTES)) {
      client.destroyForcibly();
      throw new IOException("The client does not end: " + Files.readString(said));
    }
    return new Outcome(
        client.exitValue(), new String(Files.readAllBytes(said), StandardCharsets.UTF_8));
  }

  public Process startClient(Path said, String... arguments) throws IOException {
    Process client =
        FlinkProcess.start(CLIENT, "256m", configuration, said, libraries, List.of(arguments));
    others.add(client);
    return client;
  }

  private Process start(String mainClass, String memory, List<String> arguments)
      throws IOException {
    String name = mainClass.substring(mainClass.lastIndexOf('.') + 1);
    Path log = directory.resolve(name + "-" + ++started + ".log");
    return FlinkProcess.start(mainClass, memory, configuration, log, libraries, arguments);
  }

  /** Waits until so many task managers are registered. */
  public void awaitTaskManagers(int count) throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (!rest("/overview").contains("\"taskmanagers\":" + count + ",")) {
      if (System.nanoTime() > end || taskManagers.stream().anyMatch(one -> !one.isAlive())) {
        throw new IOException("No cluster of " + count + " task managers; its logs: " + directory);
      }
      Thread.sleep(100);
    }
  }

  /** What the Prometheus reporters of all processes say, one after the other. */
  public String metrics() throws IOException, InterruptedException {
    StringBuilder all = new StringBuilder();
    int first = Integer.parseInt(setting("metrics.reporter.prom.port").split("-", 2)[0]);
    for (int port = first; port < first + PORTS_OF_METRICS; port++) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
      try {
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        all.append(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
      } catch (IOException nobody) {
        continue;
      }
    }
    return all.toString();
  }

  /** What Flink's REST interface answers; empty if it does not. */
  public String rest(String path) throws IOException, InterruptedException {
    return rest("GET", path, "");
  }

  /** As {@code GET}, with another method and a body in JSON. */
  public String rest(String method, String path, String body)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + setting("rest.port") + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(10))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException away) {
      return "";
    }
  }

  @Override
  public void close() {
    for (List<Process> some : List.of(taskManagers, jobManagers, others)) {
      some.forEach(Process::destroyForcibly);
      some.forEach(process -> process.onExit().join());
    }
  }
}
