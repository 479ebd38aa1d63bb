package dev.freshet.opensearchserver;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A node of OpenSearch or its like in a process of its own, its home a temporary directory, which
 * answers on a free port of the loopback interface. The process ends with {@link #close}, and with
 * the one that started it.
 */
public final class NodeProcess implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int PAUSE_MILLIS = 50;

  private final Process process;
  private final Path home;
  private final URI url;

  private NodeProcess(Process process, Path home, URI url) {
    this.process = process;
    this.home = home;
    this.url = url;
  }

  /**
   * @param home removed with the process
   * @param main is given the directory of the node's configuration and the name of a file in it,
   *     and runs until its input ends
   * @param classPath without the place of {@code main}
   */
  public static NodeProcess start(Path home, Class<?> main, List<String> classPath)
      throws IOException, InterruptedException {
    int port = freePort();
    Path configuration = Files.createDirectories(home.resolve("config"));
    Files.writeString(configuration.resolve("settings"), settings(home, port, freePort()));
    File log = home.resolve("log").toFile();
    String own = main.getProtectionDomain().getCodeSource().getLocation().getPath();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + home,
                "-cp",
                own + File.pathSeparator + String.join(File.pathSeparator, classPath),
                main.getName(),
                configuration.toString(),
                "settings")
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    NodeProcess node = new NodeProcess(process, home, URI.create("http://127.0.0.1:" + port));
    try {
      node.awaitReady(log.toPath());
      return node;
    } catch (IOException | InterruptedException e) {
      node.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Of a node that is alone, trusts its disk, and makes indexes only when asked for them. */
  private static String settings(Path home, int port, int transportPort) {
    return String.join(
        "\n",
        "cluster.name=freshet-tests",
        "node.name=freshet-tests",
        "path.home=" + home,
        "network.host=127.0.0.1",
        "http.port=" + port,
        "transport.port=" + transportPort,
        "http.type=netty4",
        "transport.type=netty4",
        "discovery.type=single-node",
        "node.store.allow_mmap=false",
        "cluster.routing.allocation.disk.threshold_enabled=false",
        "action.auto_create_index=false");
  }

  /**
   * The libraries of a server, which are not those of the tests.
   *
   * @param beside the class beside which the build wrote them
   */
  public static List<String> libraries(Class<?> beside) throws IOException {
    try (InputStream in = beside.getResourceAsStream("class-path")) {
      if (in == null) {
        throw new IOException("The class path of the server is missing; build its module");
      }
      String libraries = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      return List.of(libraries.split(File.pathSeparator));
    }
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      if (isReady()) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException(
        "No server answers at "
            + url
            + (process.isAlive() ? "" : "; it ended with " + process.exitValue())
            + ":\n"
            + Files.readString(log));
  }

  private boolean isReady() {
    try {
      URI health = url.resolve("/_cluster/health?wait_for_status=yellow");
      HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(10_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  public URI url() {
    return url;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Ends this process when its input does, as when the process that started it is gone. */
  public static void endWithInput() {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (System.in.read() >= 0) {}
              } catch (IOException e) {
                System.err.println("The input of the server cannot be read: " + e);
              }
              Runtime.getRuntime().halt(0);
            },
            "end-with-input");
    watch.start();
  }
}
