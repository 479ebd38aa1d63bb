package dev.freshet.benchmarks.scale;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A flow that {@code ./freshet} keeps live, asked through Flink's REST interface. */
final class LiveFlow implements AutoCloseable {
  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final URI rest;
  private final Path report;
  private final Path log;

  /** A checkpoint that Flink counts as completed. */
  record Checkpoint(long id, long millis, long written, long whole) {}

  private LiveFlow(Process process, int port, Path report, Path log) {
    this.process = process;
    this.rest = URI.create("http://localhost:" + port);
    this.report = report;
    this.log = log;
  }

  static LiveFlow start(Workplace workplace, String... options) throws Exception {
    int port = freePort();
    Path report = workplace.directory().resolve("report.json");
    Files.deleteIfExists(report);
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(
        List.of(
            "--live",
            "--report",
            report.toString(),
            "--set",
            "rest.port=" + port,
            "--set",
            "web.history=1000",
            "--set",
            "web.checkpoints.history=1000"));
    Process process = workplace.start("update", all);
    return new LiveFlow(process, port, report, workplace.log());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  long pid() {
    return process.pid();
  }

  /** Waits until the targets are in step for the first time. */
  void awaitInStep() throws Exception {
    await(() -> Files.exists(report), "in step");
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  void await(Condition condition, String what) throws Exception {
    long begun = System.nanoTime();
    while (!condition.holds()) {
      if (!process.isAlive() || System.nanoTime() - begun > PATIENCE) {
        throw new IOException("The flow was not " + what + "; see " + log);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** Triggers one of this type and waits for it: CONFIGURED, which is incremental, or FULL. */
  Checkpoint checkpoint(String type) throws Exception {
    String job = job();
    long before = newest().id();
    String answer = post("/jobs/" + job + "/checkpoints", "{\"checkpointType\":\"" + type + "\"}");
    String request = text(answer, "request-id");
    await(() -> isDone("/jobs/" + job + "/checkpoints/" + request), "checkpointed");
    await(() -> newest().id() > before, "checkpointed");
    return newest();
  }

  /** The bytes of a savepoint in the format of all state backends, and how long it took. */
  Checkpoint savepoint() throws Exception {
    String job = job();
    long begun = System.nanoTime();
    String answer =
        post("/jobs/" + job + "/savepoints", "{\"cancel-job\":false,\"formatType\":\"CANONICAL\"}");
    String trigger = "/jobs/" + job + "/savepoints/" + text(answer, "request-id");
    await(() -> isDone(trigger), "saved");
    long millis = (System.nanoTime() - begun) / 1_000_000;
    Path place = Path.of(URI.create(text(get(trigger), "location")).getPath());
    long bytes = Workplace.bytesBelow(place);
    return new Checkpoint(0, millis, bytes, bytes);
  }

  private boolean isDone(String path) throws Exception {
    String answer = get(path);
    if (answer.contains("failure-cause")) {
      throw new IOException("Flink answers " + answer);
    }
    return text(answer, "id").equals("COMPLETED");
  }

  List<Checkpoint> checkpoints() throws Exception {
    String all = get("/jobs/" + job() + "/checkpoints");
    String history = all.substring(all.indexOf("\"history\":"));
    List<Checkpoint> checkpoints = new ArrayList<>();
    for (String each : history.split("\"className\":")) {
      if (each.contains("\"status\":\"COMPLETED\"") && each.contains("\"is_savepoint\":false")) {
        checkpoints.add(
            new Checkpoint(
                number(each, "id"),
                number(each, "end_to_end_duration"),
                number(each, "checkpointed_size"),
                number(each, "state_size")));
      }
    }
    return checkpoints;
  }

  private Checkpoint newest() throws Exception {
    return checkpoints().stream()
        .max((a, b) -> Long.compare(a.id(), b.id()))
        .orElse(new Checkpoint(0, 0, 0, 0));
  }

  /** The longest time that a task of the job spent on opening and restoring its state. */
  long restoreMillis() throws Exception {
    String job = "/jobs/" + job();
    Matcher vertices =
        Pattern.compile("\"id\":\"([0-9a-f]{32})\",\"slotSharingGroupId\"").matcher(get(job));
    long longest = 0;
    while (vertices.find()) {
      Matcher tasks =
          Pattern.compile("\"INITIALIZING\":(\\d+)")
              .matcher(get(job + "/vertices/" + vertices.group(1)));
      while (tasks.find()) {
        longest = Math.max(longest, Long.parseLong(tasks.group(1)));
      }
    }
    return longest;
  }

  private String job() throws Exception {
    Matcher found = Pattern.compile("\"id\":\"([0-9a-f]{32})\"").matcher(get("/jobs"));
    if (!found.find()) {
      throw new IOException("Flink runs no job");
    }
    return found.group(1);
  }

  private static String text(String json, String name) throws IOException {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
    if (!found.find()) {
      throw new IOException("Expected " + name + " in " + json);
    }
    return found.group(1);
  }

  private static long number(String json, String name) throws IOException {
    Matcher found = Pattern.compile("\"" + name + "\":(-?\\d+)").matcher(json);
    if (!found.find()) {
      throw new IOException("Expected " + name + " in " + json);
    }
    return Long.parseLong(found.group(1));
  }

  private String get(String path) throws Exception {
    return answer(HttpRequest.newBuilder(rest.resolve(path)).build());
  }

  private String post(String path, String body) throws Exception {
    return answer(
        HttpRequest.newBuilder(rest.resolve(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private String answer(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString()).body();
  }

  /** Stops it as Ctrl-C does. */
  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
