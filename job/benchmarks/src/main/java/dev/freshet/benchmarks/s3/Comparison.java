package dev.freshet.benchmarks.s3;

import dev.freshet.s3server.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Objects of 2 KB listed, read, converted and written by ./freshet and by a plain loop of the same
 * client before and after it, each a process of its own, against an S3Proxy with objects in memory,
 * which slows down as it fills up and is a new one in each round.
 */
public final class Comparison {
  private static final int ROUNDS = 3;
  private static final String LINE = "alpha beta *gamma* delta `epsilon` zeta eta theta iota\n\n";

  private final Path work;
  private final S3Server server;

  private Comparison(Path work, S3Server server) {
    this.work = work;
    this.server = server;
  }

  /**
   * @param arguments a directory, and how many objects
   */
  public static void main(String[] arguments) throws Exception {
    Path work = Files.createTempDirectory(Path.of(arguments[0]), "work-s3-");
    Files.writeString(work.resolve("id"), S3Server.ACCESS_KEY_ID);
    Files.writeString(work.resolve("secret"), S3Server.SECRET_ACCESS_KEY);
    List<Double> plain = new ArrayList<>();
    List<Double> freshet = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      try (S3Server server = S3Server.start()) {
        Comparison comparison = new Comparison(work, server);
        comparison.fill(Integer.parseInt(arguments[1]));
        plain.add(comparison.plainLoop("before/"));
        freshet.add(comparison.freshet(round));
        plain.add(comparison.plainLoop("after/"));
      }
    }
    System.out.printf("plain loop %s; freshet %s", summary(plain), summary(freshet));
  }

  private void fill(int count) throws Exception {
    try (TestBucket bucket =
        TestBucket.at(server.endpoint(), S3Server.ACCESS_KEY_ID, S3Server.SECRET_ACCESS_KEY)) {
      bucket.client().createBucket(request -> request.bucket(bucket.name()));
      TestBucket.inParallel(
          IntStream.range(0, count).boxed().toList(),
          i ->
              bucket.put(
                  "docs/%04d/%06d.md".formatted(i / 100, i),
                  ("# Document " + i + "\n\n" + LINE.repeat(40)).substring(0, 2000)));
    }
  }

  private double plainLoop(String prefix) throws Exception {
    return seconds(
        List.of(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            PlainLoop.class.getName(),
            server.endpoint().toString(),
            S3Server.ACCESS_KEY_ID,
            S3Server.SECRET_ACCESS_KEY,
            prefix));
  }

  private double freshet(int round) throws Exception {
    String service =
        "{endpoint: \"%s\", path-style: true, access-key-id: \"file:%s\", secret-access-key: \"file:%s\"}"
            .formatted(server.endpoint(), work.resolve("id"), work.resolve("secret"));
    Path flow = work.resolve("flow-" + round + ".yaml");
    Files.writeString(
        flow,
        """
        name: bench-%1$d
        sources:
          documents:
            type: s3
            bucket: %2$s
            prefix: docs/
            service: %3$s
            process: {type: markdown-to-html, target: pages}
        targets:
          pages: {type: s3, bucket: %2$s, prefix: freshet-%1$d/, extension: .html, service: %3$s}
        """
            .formatted(round, TestBucket.NAME, service));
    Path home = Path.of(System.getProperty("freshet.home"));
    return seconds(
        List.of(home.resolve("freshet").toString(), "update", flow.toString(), "--quiet"));
  }

  private double seconds(List<String> command) throws IOException, InterruptedException {
    Path log = work.resolve("log.txt");
    long begun = System.nanoTime();
    int exitCode =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start()
            .waitFor();
    if (exitCode != 0) {
      throw new IOException(
          command.get(0) + " ended with " + exitCode + ":\n" + Files.readString(log));
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private static String summary(List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return "%.2f s (%.2f to %.2f)"
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }
}
