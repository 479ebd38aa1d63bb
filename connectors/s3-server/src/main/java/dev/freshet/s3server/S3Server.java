package dev.freshet.s3server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * S3Proxy with objects in memory, in a process of its own on a free port of the loopback interface.
 * The process ends with {@link #close}, and with the one that started it.
 */
public final class S3Server implements AutoCloseable {
  public static final String ACCESS_KEY_ID = "freshet-tests";
  public static final String SECRET_ACCESS_KEY = "secret-of-freshet-tests";

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int PAUSE_MILLIS = 20;

  private final Process process;
  private final Path configuration;
  private final int port;

  private S3Server(Process process, Path configuration, int port) {
    this.process = process;
    this.configuration = configuration;
    this.port = port;
  }

  public static S3Server start() throws IOException, InterruptedException {
    int port = freePort();
    Path configuration = Files.createTempFile("s3-server", ".properties");
    Files.writeString(configuration, properties(port));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                S3Server.class.getName(),
                configuration.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    S3Server server = new S3Server(process, configuration, port);
    try {
      server.awaitPort();
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

  private static String properties(int port) {
    return String.join(
        "\n",
        "s3proxy.endpoint=http://127.0.0.1:" + port,
        "s3proxy.authorization=aws-v2-or-v4",
        "s3proxy.identity=" + ACCESS_KEY_ID,
        "s3proxy.credential=" + SECRET_ACCESS_KEY,
        "jclouds.provider=transient-nio2");
  }

  /** What the build wrote: the libraries of S3Proxy, which are not those of the tests. */
  private static String classPath() throws IOException {
    try (InputStream in = S3Server.class.getResourceAsStream("class-path")) {
      if (in == null) {
        throw new IOException("The class path of S3Proxy is missing; build freshet-s3-server");
      }
      String own = S3Server.class.getProtectionDomain().getCodeSource().getLocation().getPath();
      return own
          + System.getProperty("path.separator")
          + new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  private void awaitPort() throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        return;
      } catch (IOException notYet) {
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new IOException(
        "S3Proxy does not listen on port "
            + port
            + (process.isAlive() ? "" : "; it ended with " + process.exitValue()));
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  public int port() {
    return port;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.deleteIfExists(configuration);
  }

  /**
   * The server's process: runs until its input ends.
   *
   * @param args the file of S3Proxy's properties
   */
  public static void main(String[] args) throws Exception {
    Thread watch = new Thread(S3Server::endWithInput, "end-with-input");
    watch.setDaemon(true);
    watch.start();
    String[] options = {"--properties", args[0]};
    Class.forName("org.gaul.s3proxy.Main")
        .getMethod("main", String[].class)
        .invoke(null, (Object) options);
  }

  private static void endWithInput() {
    try {
      while (System.in.read() >= 0) {}
    } catch (IOException e) {
      System.err.println("The input of the S3 server cannot be read: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}
