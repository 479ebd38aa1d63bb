package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * PGlite with pgvector: Postgres compiled to WebAssembly, with one backend and without COPY.
 * Installed below {@code target} by npm where that can be had.
 */
final class VectorServer implements AutoCloseable {
  private static final Path HOME = Path.of("target", "pglite");
  private static final List<String> PACKAGES =
      List.of(
          "@electric-sql/pglite@0.5.14",
          "@electric-sql/pglite-pgvector@0.0.15",
          "@electric-sql/pglite-socket@0.2.17");

  private final Process process;
  private final String port;

  private VectorServer(Process process, String port) {
    this.process = process;
    this.port = port;
  }

  /** Null, and a line that says why, if it cannot be had here. */
  static @Nullable VectorServer start() throws Exception {
    String reason = install();
    if (reason != null) {
      System.out.println("No pgvector to test with: " + reason);
      return null;
    }
    Process process =
        new ProcessBuilder("node", "vector-server.mjs")
            .directory(HOME.toFile())
            .redirectError(HOME.resolve("log").toFile())
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("It ended: " + Files.readString(HOME.resolve("log")));
    }
    return new VectorServer(process, line.substring("port ".length()));
  }

  private static @Nullable String install() throws Exception {
    Files.createDirectories(HOME);
    try (var script = VectorServer.class.getResourceAsStream("/vector-server.mjs")) {
      Files.write(HOME.resolve("vector-server.mjs"), Objects.requireNonNull(script).readAllBytes());
    }
    if (Files.exists(HOME.resolve("node_modules/@electric-sql/pglite-socket/package.json"))) {
      return null;
    }
    List<String> command =
        new ArrayList<>(List.of("npm", "install", "--legacy-peer-deps", "--no-audit", "--prefix"));
    command.add(".");
    command.addAll(PACKAGES);
    try {
      Process npm =
          new ProcessBuilder(command)
              .directory(HOME.toFile())
              .redirectErrorStream(true)
              .redirectOutput(HOME.resolve("log").toFile())
              .start();
      if (!npm.waitFor(3, TimeUnit.MINUTES)) {
        npm.destroyForcibly();
        return "npm install did not end within 3 minutes";
      }
      return npm.exitValue() == 0 ? null : "npm install ended with " + npm.exitValue();
    } catch (IOException e) {
      return "there is no npm (" + e.getMessage() + ")";
    }
  }

  PostgresTable table(String name) {
    String url = "postgresql://127.0.0.1:" + port + "/postgres?prepareThreshold=0&sslmode=disable";
    return new PostgresTable(url, name, "postgres", null);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:"
        + port
        + "/postgres?prepareThreshold=0&sslmode=disable&user=postgres";
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroy();
  }
}
