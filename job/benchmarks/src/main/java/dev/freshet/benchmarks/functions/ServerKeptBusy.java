package dev.freshet.benchmarks.functions;

import dev.freshet.modelserver.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs ./freshet with a server that takes 50 ms for a call of up to 64 texts, 4 calls at once, and
 * prints how near it came to full calls without a pause, from the first call to the last answer.
 */
public final class ServerKeptBusy {
  private static final int BATCH = 64;
  private static final int AT_ONCE = 4;
  private static final int DIMENSIONS = 16;
  private static final Duration DELAY = Duration.ofMillis(50);

  private ServerKeptBusy() {}

  /**
   * @param arguments the home of the repository, a directory to work in, the documents, and how
   *     many items run at once
   */
  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory(Path.of(arguments[1]), "work-");
    try (ModelServer server = ModelServer.start(DIMENSIONS)) {
      server.delay(DELAY);
      Files.writeString(
          work.resolve("flow.yaml"),
          """
          name: busy
          sources:
            documents:
              type: local-files
              path: %s
              include: ["**/*.md"]
              concurrency: %s
              process:
                - {type: split-text, size: 250}
                - type: embed
                  model: {url: "%s", name: words, at-once: %d}
                  dimensions: %d
                  batch: %d
                - {type: declare, target: chunks, key: [key, chunk], fields: [path, text, vector]}
          targets:
            chunks: {type: discard}
          """
              .formatted(arguments[2], arguments[3], server.url(), AT_ONCE, DIMENSIONS, BATCH));
      run(Path.of(arguments[0]), work);
      int texts = server.inputs().size();
      int calls = server.batches().size();
      double ideal = DELAY.toMillis() / 1e3 * texts / BATCH / AT_ONCE;
      double seconds = server.span().toMillis() / 1e3;
      System.out.printf(
          "%d texts in %d calls, %.2f s; %.2f s would be ideal: %.0f %%. %.2f of %d calls ran at once, %.0f %% full, %.0f ms each%n",
          texts,
          calls,
          seconds,
          ideal,
          100 * ideal / seconds,
          server.spent().toMillis() / 1e3 / seconds,
          AT_ONCE,
          100.0 * texts / calls / BATCH,
          (double) server.spent().toMillis() / calls);
    }
  }

  private static void run(Path home, Path work) throws IOException, InterruptedException {
    Path log = work.resolve("log.txt");
    Process process =
        new ProcessBuilder(
                home.resolve("freshet").toString(),
                "update",
                "flow.yaml",
                "--quiet",
                "--jar",
                home.resolve("job/benchmarks/target/rows.jar").toString())
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("./freshet ended with " + process.exitValue() + ", see " + log);
    }
  }
}
