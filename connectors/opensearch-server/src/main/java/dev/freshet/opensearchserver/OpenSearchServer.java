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
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * One node of OpenSearch with the k-NN plugin, in a process of its own on a free port of the
 * loopback interface, its data in a temporary directory. Indexes are made only when somebody asks
 * for them. The process ends with {@link #close}, and with the one that started it.
 */
public final class OpenSearchServer implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final int PAUSE_MILLIS = 50;
  private static final String PLUGIN = "opensearch-knn";

  private final Process process;
  private final Path directory;
  private final int port;

  private OpenSearchServer(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  public static OpenSearchServer start() throws IOException, InterruptedException {
    int port = freePort();
    Path directory = Files.createTempDirectory("opensearch-server");
    Path settings = Files.createDirectory(directory.resolve("config")).resolve("settings");
    Files.writeString(settings, settings(directory, port, freePort()));
    String classPath = classPath(Files.createDirectory(directory.resolve("knn")));
    File log = directory.resolve("log").toFile();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.security.manager=allow",
                "-Djava.io.tmpdir=" + directory,
                "-Dlog4j2.level=WARN",
                "-cp",
                classPath,
                OpenSearchProcess.class.getName(),
                settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    OpenSearchServer server = new OpenSearchServer(process, directory, port);
    try {
      server.awaitReady(log.toPath());
      return server;
    } catch (IOException | InterruptedException e) {
      server.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String settings(Path directory, int port, int transportPort) {
    return String.join(
        "\n",
        "cluster.name=freshet-tests",
        "node.name=freshet-tests",
        "path.home=" + directory,
        "network.host=127.0.0.1",
        "http.port=" + port,
        "transport.port=" + transportPort,
        "http.type=netty4",
        "transport.type=netty4",
        "discovery.type=single-node",
        "node.store.allow_mmap=false",
        "cluster.routing.allocation.disk.threshold_enabled=false",
        "cluster.max_shards_per_node=5000",
        "action.auto_create_index=false");
  }

  /** What the build wrote: the libraries of OpenSearch, which are not those of the tests. */
  private static String classPath(Path plugin) throws IOException {
    try (InputStream in = OpenSearchServer.class.getResourceAsStream("class-path")) {
      if (in == null) {
        throw new IOException(
            "The class path of OpenSearch is missing; build freshet-opensearch-server");
      }
      String separator = System.getProperty("path.separator");
      String libraries = new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      for (String library : libraries.split(separator)) {
        if (Path.of(library).getFileName().toString().startsWith(PLUGIN)) {
          unpack(Path.of(library), plugin);
        }
      }
      String own =
          OpenSearchServer.class.getProtectionDomain().getCodeSource().getLocation().getPath();
      return String.join(separator, List.of(own, libraries, plugin + File.separator + "*"));
    }
  }

  private static void unpack(Path archive, Path directory) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (entry.getName().endsWith(".jar") && !entry.getName().contains("/")) {
          Files.copy(in, directory.resolve(entry.getName()));
        }
      }
    }
  }

  private void awaitReady(Path log) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      if (answers()) {
        return;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw new IOException(
        "OpenSearch does not answer on port "
            + port
            + (process.isAlive() ? "" : "; it ended with " + process.exitValue())
            + ":\n"
            + Files.readString(log));
  }

  private boolean answers() {
    try {
      HttpURLConnection connection =
          (HttpURLConnection)
              url().resolve("/_cluster/health?wait_for_status=yellow").toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(10_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  /** Of the server's process. */
  public long pid() {
    return process.pid();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
