package dev.freshet.benchmarks.functions;

import dev.freshet.modelserver.ModelServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Runs ./freshet with a server that takes 50 ms for a call of up to 64 texts, and prints how near
 * it came to full calls without a pause, from the first call to the last answer.
 */
public final class ServerKeptBusy {
  private static final int BATCH = 64;
  private static final int DIMENSIONS = 16;
  private static final Duration DELAY = Duration.ofMillis(50);

  private ServerKeptBusy() {}

  /**
   * @param arguments the home of the repository, a directory to work in, the documents, and how
   *     many calls may run at once
   */
  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory(Path.of(arguments[1]), "work-");
    int atOnce = Integer.parseInt(arguments[3]);
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
              .formatted(arguments[2], server.url(), atOnce, DIMENSIONS, BATCH));
      run(Path.of(arguments[0]), work);
      int texts = server.inputs().size();
      int calls = server.batches().size();
      double ideal = DELAY.toMillis() / 1e3 * texts / BATCH / atOnce;
      double seconds = server.span().toMillis() / 1e3;
      double spent = server.spent().toMillis() / 1e3;
      server.forget();
      plainCalls(server, texts / BATCH, atOnce);
      double plain = server.span().toMillis() / 1e3;
      System.out.printf(
          "%d texts in %d calls, %.2f s; %.2f s would be ideal: %.0f %%; plain calls %.2f s: %.0f %%. %.2f of %d calls ran at once, %.0f %% full, %.0f ms each%n",
          texts,
          calls,
          seconds,
          ideal,
          100 * ideal / seconds,
          plain,
          100 * plain / seconds,
          spent / seconds,
          atOnce,
          100.0 * texts / calls / BATCH,
          1e3 * spent / calls);
    }
  }

  /** By the same client in a process like that of ./freshet. */
  private static void plainCalls(ModelServer server, int calls, int atOnce)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PlainCalls.class.getName(),
                server.url().toString(),
                Integer.toString(calls),
                Integer.toString(BATCH),
                Integer.toString(atOnce))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the plain calls ended with " + process.exitValue());
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
      throw new IOException(
          "./freshet ended with " + process.exitValue() + ":\n" + Files.readString(log));
    }
  }
}
