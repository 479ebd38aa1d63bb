package dev.freshet.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Every case of the table, by name. Repeats what is short and prints median and extremes. */
public final class Cases {
  private static final int SMALL = 10_000;
  private static final int LARGE = 200_000;
  private static final int EDITS = 200;

  /** Documents of some ten chunks each. */
  private static final int CHUNKED =
      Integer.parseInt(System.getenv().getOrDefault("FRESHET_BENCH_CHUNKED", "5000"));

  private final Path parent;
  private final Map<Integer, Freshet> bySize = new HashMap<>();

  private Cases(Path parent) {
    this.parent = parent;
  }

  public static void main(String[] arguments) throws Exception {
    String configured = System.getenv("FRESHET_BENCH_DIR");
    Path parent = Path.of(configured == null ? "/tmp" : configured).resolve("freshet-bench");
    Files.createDirectories(parent);
    Map<String, Callable<String>> all = new Cases(parent).all();
    List<String> chosen = arguments.length == 0 ? List.copyOf(all.keySet()) : List.of(arguments);
    System.out.println(Proc.machine() + "\n");
    System.out.println("| case | measured | load before |\n|---|---|---|");
    try {
      run(all, chosen);
    } finally {
      Freshet.deleteAll(parent);
    }
  }

  private static void run(Map<String, Callable<String>> all, List<String> chosen) throws Exception {
    for (String name : chosen) {
      Callable<String> measure = all.get(name);
      if (measure == null) {
        throw new IllegalArgumentException("No case " + name + " among " + all.keySet());
      }
      String load = Proc.load();
      System.out.println("| " + name + " | " + measure.call() + " | " + load + " |");
    }
  }

  private Map<String, Callable<String>> all() {
    Map<String, Callable<String>> cases = new LinkedHashMap<>();
    cases.put("scan-10k", () -> plainScan(SMALL));
    cases.put("first-10k", () -> first(SMALL, 3));
    cases.put("no-change-10k", () -> noChange(SMALL));
    cases.put("one-of-10k", this::oneChanged);
    cases.put("live-latency", this::liveLatency);
    cases.put("live-idle", this::liveIdle);
    cases.put("verify-10k", this::verifyDocuments);
    cases.put("verify-1m-rows", this::verifyManyRows);
    cases.put("postgres-1m-rows", () -> postgres(1_000_000, 0, "NarrowRows"));
    cases.put("postgres-100k-vectors", () -> postgres(100_000, 384, "VectorRows"));
    cases.put("postgres-replication", this::replication);
    cases.put("s3-10k", () -> objects(SMALL));
    cases.put("postgres-source-1m-hash", () -> postgresSource(1_000_000, ""));
    cases.put("postgres-source-1m-xmin", () -> postgresSource(1_000_000, "versions: xmin"));
    cases.put("chunks-50k-first", this::firstChunks);
    cases.put("chunks-50k-no-change", this::noChunkChanged);
    cases.put("chunks-50k-one-file", this::oneFileOfChunks);
    cases.put("model-kept-busy-1-call", () -> modelKeptBusy(1));
    cases.put("model-kept-busy-2-calls", () -> modelKeptBusy(2));
    cases.put("model-kept-busy-4-calls", () -> modelKeptBusy(4));
    cases.put("scan-200k", () -> plainScan(LARGE));
    cases.put("first-200k", () -> first(LARGE, 1));
    cases.put("no-change-200k", () -> noChange(LARGE));
    return cases;
  }

  /** The directory in which the last case with as many documents ended, or a new one. */
  private Freshet freshet(int count) throws IOException {
    Freshet existing = bySize.get(count);
    if (existing == null) {
      existing = new Freshet(parent, Documents.make(parent, count));
      bySize.put(count, existing);
    }
    return existing;
  }

  private String plainScan(int count) throws Exception {
    Documents documents = Documents.make(parent, count);
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long begun = System.nanoTime();
      new ProcessBuilder(
              ProcessHandle.current().info().command().orElse("java"),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              PlainScan.class.getName(),
              documents.directory().toString())
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      seconds.add((System.nanoTime() - begun) / 1e9);
    }
    return summary(seconds.subList(1, seconds.size()));
  }

  private String first(int count, int times) throws Exception {
    Freshet freshet = freshet(count);
    List<Double> seconds = new ArrayList<>();
    long peak = 0;
    for (int i = 0; i < times; i++) {
      freshet.forget();
      Freshet.Run run = freshet.update("--quiet");
      seconds.add(run.seconds());
      peak = Math.max(peak, run.peakMegabytes());
    }
    return summary(seconds) + ", peak memory " + peak + " MB";
  }

  private String noChange(int count) throws Exception {
    Freshet freshet = freshet(count);
    freshet.update("--quiet");
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      seconds.add(freshet.update("--quiet").seconds());
    }
    return summary(seconds);
  }

  private String oneChanged() throws Exception {
    Documents documents = Documents.make(parent, SMALL);
    Freshet freshet = freshet(SMALL);
    freshet.update("--quiet");
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      append(documents.file(i), "\nChanged " + System.nanoTime() + "\n");
      seconds.add(freshet.update("--quiet").seconds());
    }
    return summary(seconds);
  }

  private String verifyDocuments() throws Exception {
    Freshet freshet = freshet(SMALL);
    freshet.update("--quiet");
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      seconds.add(freshet.verify().seconds());
    }
    return summary(seconds);
  }

  /** What the comparison prints, in a process with the client of S3. */
  private String objects(int count) throws Exception {
    return besideServer(
        "s3", "dev.freshet.benchmarks.s3.Comparison", parent.toString(), Integer.toString(count));
  }

  /** What a program prints that brings a server of its own. */
  private static String besideServer(String classes, String program, String... arguments)
      throws Exception {
    String home = System.getProperty("freshet.home");
    String classPath =
        String.join(
            ":",
            home + "/job/benchmarks/target/" + classes,
            home + "/connectors/s3-server/target/classes",
            System.getProperty("freshet.model-server"),
            home + "/job/dist/target/freshet/freshet-job.jar",
            home + "/job/dist/target/freshet/lib/*");
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.addAll(List.of("-cp", classPath, "-Dfreshet.home=" + home, program));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(program + " ended with " + process.exitValue());
    }
    return printed.strip();
  }

  /** How near to full a server that takes 50 ms for a call was kept by a whole run. */
  private String modelKeptBusy(int callsAtOnce) throws Exception {
    return besideServer(
        "functions",
        "dev.freshet.benchmarks.functions.ServerKeptBusy",
        System.getProperty("freshet.home"),
        parent.toString(),
        Documents.make(parent, CHUNKED).directory().toString(),
        Integer.toString(callsAtOnce));
  }

  /** Some 50,000 chunks with vectors, by a model that answers at once. */
  private String firstChunks() throws Exception {
    Freshet freshet = freshet(CHUNKED);
    List<Double> seconds = new ArrayList<>();
    long peak = 0;
    for (int i = 0; i < 3; i++) {
      freshet.forget();
      Freshet.Run run = freshet.chunks();
      seconds.add(run.seconds());
      peak = Math.max(peak, run.peakMegabytes());
    }
    return "%s, peak memory %d MB; %d chunks"
        .formatted(summary(seconds), peak, freshet.chunksWritten());
  }

  private String noChunkChanged() throws Exception {
    Freshet freshet = freshet(CHUNKED);
    freshet.chunks();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      seconds.add(freshet.chunks().seconds());
    }
    return summary(seconds);
  }

  private String oneFileOfChunks() throws Exception {
    Documents documents = Documents.make(parent, CHUNKED);
    Freshet freshet = freshet(CHUNKED);
    freshet.chunks();
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      append(documents.file(i), "\nChanged " + System.nanoTime() + "\n");
      seconds.add(freshet.chunks().seconds());
    }
    return "%s; %d chunks written each time".formatted(summary(seconds), freshet.chunksWritten());
  }

  private String verifyManyRows() throws Exception {
    Freshet freshet = freshet(SMALL);
    Freshet.Run update = freshet.manyRows("update");
    List<Double> seconds = new ArrayList<>();
    long peak = 0;
    for (int i = 0; i < 3; i++) {
      Freshet.Run verify = freshet.manyRows("verify");
      seconds.add(verify.seconds());
      peak = Math.max(peak, verify.peakMegabytes());
    }
    return "%s, peak memory %d MB; first update %.1f s"
        .formatted(summary(seconds), peak, update.seconds());
  }

  /** The connector without the engine, and a whole update, beside the same by hand. */
  private String postgres(int rows, int dimensions, String function) throws Exception {
    String url = System.getenv("FRESHET_BENCH_POSTGRES");
    if (url == null) {
      return "not measured: FRESHET_BENCH_POSTGRES names no database";
    }
    String[] printed =
        output(
                "dev.freshet.benchmarks.postgres.PostgresLoad",
                url,
                postgresUser(),
                Integer.toString(rows),
                Integer.toString(dimensions))
            .split("\n");
    Freshet freshet = new Freshet(parent, Documents.make(parent, SMALL));
    Freshet.Run run = freshet.loadTable(url, postgresUser(), function);
    double speed = rows / run.seconds();
    return "%s; ./freshet update %,.0f rows/s (%.1f s from start to exit, peak memory %d MB): %.0f %%"
        .formatted(
            printed[1],
            speed,
            run.seconds(),
            run.peakMegabytes(),
            100 * speed / Double.parseDouble(printed[0]));
  }

  /** From the commit of a row to its being in another table of the same server. */
  private String replication() throws Exception {
    String url = System.getenv("FRESHET_BENCH_POSTGRES");
    if (url == null) {
      return "not measured: FRESHET_BENCH_POSTGRES names no database";
    }
    output(
        "dev.freshet.benchmarks.postgres.SourceTable",
        url,
        postgresUser(),
        Integer.toString(SMALL));
    Freshet freshet = new Freshet(parent, Documents.make(parent, SMALL));
    Process process = freshet.followTable(url, postgresUser());
    try {
      return output(
          "dev.freshet.benchmarks.postgres.Replication",
          url,
          postgresUser(),
          Integer.toString(EDITS));
    } finally {
      process.destroy();
      process.waitFor();
      freshet.dropFollowed();
    }
  }

  private static String postgresUser() {
    return System.getenv().getOrDefault("FRESHET_BENCH_POSTGRES_USER", "postgres");
  }

  /** What a program beside the engine prints. */
  private static String output(String program, String... arguments) throws Exception {
    Path home = Path.of(System.getProperty("freshet.home"));
    List<String> line = new ArrayList<>();
    line.add(ProcessHandle.current().info().command().orElse("java"));
    line.add("-cp");
    line.add(
        home.resolve("job/benchmarks/target/rows.jar")
            + ":"
            + home.resolve("job/dist/target/freshet/freshet-job.jar"));
    line.add(program);
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String text =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (process.waitFor() != 0) {
      throw new IOException(program + " ended with " + process.exitValue());
    }
    return text;
  }

  /** Updates of a whole table of which no row has changed. */
  private String postgresSource(int rows, String options) throws Exception {
    String url = System.getenv("FRESHET_BENCH_POSTGRES");
    if (url == null) {
      return "not measured: FRESHET_BENCH_POSTGRES names no database";
    }
    String floor =
        output(
            "dev.freshet.benchmarks.postgres.SourceTable",
            url,
            postgresUser(),
            Integer.toString(rows));
    Freshet freshet = new Freshet(parent, Documents.make(parent, SMALL));
    Freshet.Run first = freshet.tableRows(url, postgresUser(), options);
    List<Double> seconds = new ArrayList<>();
    long peak = 0;
    for (int i = 0; i < 5; i++) {
      Freshet.Run run = freshet.tableRows(url, postgresUser(), options);
      seconds.add(run.seconds());
      peak = Math.max(peak, run.peakMegabytes());
    }
    return "%s, peak memory %d MB; first update %.1f s; %s"
        .formatted(summary(seconds), peak, first.seconds(), floor);
  }

  /** From the file being closed to the page having its content, one edit after another. */
  private String liveLatency() throws Exception {
    Documents documents = Documents.make(parent, SMALL);
    Freshet freshet = freshet(SMALL);
    freshet.update("--quiet");
    Process process =
        freshet.start("--live", "--quiet", "--set", "execution.checkpointing.interval=100ms");
    try {
      awaitPage(freshet, documents, 0, TimeUnit.SECONDS.toNanos(60));
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < EDITS; i++) {
        millis.add(awaitPage(freshet, documents, i % SMALL, TimeUnit.SECONDS.toNanos(30)) * 1000);
      }
      double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      return "p50 %.0f ms, p99 %.0f ms, max %.0f ms over %d edits"
          .formatted(sorted[EDITS / 2], sorted[EDITS * 99 / 100], sorted[EDITS - 1], EDITS);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static double awaitPage(Freshet freshet, Documents documents, int number, long patience)
      throws Exception {
    String mark = "mark" + System.nanoTime();
    append(documents.file(number), "\n" + mark + "\n");
    long begun = System.nanoTime();
    while (!Files.readString(freshet.page(number)).contains(mark)) {
      if (System.nanoTime() - begun > patience) {
        throw new IOException("The page of document " + number + " did not follow in time");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    return (System.nanoTime() - begun) / 1e9;
  }

  private String liveIdle() throws Exception {
    Documents documents = Documents.make(parent, SMALL);
    Freshet freshet = freshet(SMALL);
    freshet.update("--quiet");
    Process process = freshet.start("--live", "--quiet");
    try {
      awaitPage(freshet, documents, 0, TimeUnit.SECONDS.toNanos(60));
      TimeUnit.SECONDS.sleep(20);
      double before = Proc.cpuSeconds(process.pid());
      TimeUnit.SECONDS.sleep(60);
      double used = Proc.cpuSeconds(process.pid()) - before;
      return "%.1f %% of one core over 60 s".formatted(100 * used / 60);
    } finally {
      process.destroy();
      process.waitFor();
    }
  }

  private static void append(Path file, String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.APPEND);
  }

  private static String summary(List<Double> seconds) {
    double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return "%.2f s (%.2f to %.2f, %d runs)"
        .formatted(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1], sorted.length);
  }
}
