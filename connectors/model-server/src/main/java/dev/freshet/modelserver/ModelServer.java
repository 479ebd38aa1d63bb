package dev.freshet.modelserver;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.freshet.api.Nullable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Answers {@code /v1/embeddings} and {@code /v1/chat/completions} on this machine. The vector of a
 * text depends on its words alone. Thread safe.
 */
public final class ModelServer implements AutoCloseable {
  /** An answer that stands for the next one. */
  private record Instead(int status, Map<String, String> headers, String body) {}

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Or the JDK's server holds the body back until the client has confirmed the headers: 40 ms. */
  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Deque<Instead> instead = new ArrayDeque<>();
  private final List<List<String>> batches = new ArrayList<>();
  private final List<JsonNode> chats = new ArrayList<>();
  private final List<String> keys = new ArrayList<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private long firstCall;
  private long lastAnswer;
  private long spent;
  private volatile int dimensions;
  private volatile Duration delay = Duration.ZERO;
  private volatile UnaryOperator<String> chat = prompt -> "{}";

  private ModelServer(HttpServer server, int dimensions) {
    this.server = server;
    this.dimensions = dimensions;
  }

  /**
   * @param dimensions of its vectors
   */
  public static ModelServer start(int dimensions) throws IOException {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ModelServer server = new ModelServer(http, dimensions);
    http.setExecutor(server.threads);
    http.createContext("/v1/embeddings", exchange -> server.answer(exchange, server::embeddings));
    http.createContext("/v1/chat/completions", exchange -> server.answer(exchange, server::chat));
    http.start();
    return server;
  }

  /** The address under which clients find the models, as {@code http://127.0.0.1:4711/v1}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
  }

  /** What it answers for this text. */
  public static float[] vector(String text, int dimensions) {
    return WordVectors.of(text, dimensions);
  }

  /** From now on vectors have so many numbers. */
  public ModelServer dimensions(int wanted) {
    dimensions = wanted;
    return this;
  }

  /** From now on every answer takes so long. */
  public ModelServer delay(Duration wanted) {
    delay = wanted;
    return this;
  }

  /** What the chat model answers to what the user says. */
  public ModelServer chat(UnaryOperator<String> answer) {
    chat = answer;
    return this;
  }

  /** The next call gets this answer; several wait in order. */
  public synchronized ModelServer answerNext(int status, Map<String, String> headers, String body) {
    instead.add(new Instead(status, Map.copyOf(headers), body));
    return this;
  }

  /** The texts of every call for vectors that was answered, call by call. */
  public synchronized List<List<String>> batches() {
    return List.copyOf(batches);
  }

  /** All texts of {@link #batches}. */
  public synchronized List<String> inputs() {
    return batches.stream().flatMap(List::stream).toList();
  }

  /** The requests to the chat model that were answered. */
  public synchronized List<JsonNode> chats() {
    return List.copyOf(chats);
  }

  /** What calls said in their header {@code Authorization}; empty for those that had none. */
  public synchronized List<String> authorizations() {
    return List.copyOf(keys);
  }

  /** The most calls that ran at once. */
  public int mostAtOnce() {
    return most.get();
  }

  /** From the first call to the last answer. */
  public synchronized Duration span() {
    return Duration.ofNanos(lastAnswer - firstCall);
  }

  /** What all calls took together, those that ran at once counted each. */
  public synchronized Duration spent() {
    return Duration.ofNanos(spent);
  }

  /** Forgets what was asked. */
  public synchronized void forget() {
    firstCall = 0;
    lastAnswer = 0;
    spent = 0;
    batches.clear();
    chats.clear();
    keys.clear();
    most.set(0);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private interface Model {
    ObjectNode answer(JsonNode request);
  }

  private void answer(HttpExchange exchange, Model model) throws IOException {
    long start = begun();
    try (exchange) {
      Instead other = next(exchange);
      Instead answer = other == null ? new Instead(200, Map.of(), made(exchange, model)) : other;
      TimeUnit.NANOSECONDS.sleep(start + delay.toNanos() - System.nanoTime());
      running.decrementAndGet();
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      send(exchange, answer.status(), answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended(start);
    }
  }

  private static String made(HttpExchange exchange, Model model) throws IOException {
    return model.answer(JSON.readTree(exchange.getRequestBody().readAllBytes())).toString();
  }

  private synchronized long begun() {
    most.accumulateAndGet(running.incrementAndGet(), Math::max);
    long now = System.nanoTime();
    firstCall = firstCall == 0 ? now : firstCall;
    return now;
  }

  private synchronized void ended(long start) {
    lastAnswer = System.nanoTime();
    spent += lastAnswer - start;
  }

  private synchronized @Nullable Instead next(HttpExchange exchange) {
    String key = exchange.getRequestHeaders().getFirst("Authorization");
    keys.add(key == null ? "" : key);
    return instead.poll();
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private ObjectNode embeddings(JsonNode request) {
    List<String> texts = new ArrayList<>();
    request.get("input").forEach(text -> texts.add(text.asText()));
    synchronized (this) {
      batches.add(texts);
    }
    ObjectNode answer = JSON.createObjectNode().put("object", "list");
    answer.put("model", request.get("model").asText());
    ArrayNode data = answer.putArray("data");
    for (int i = texts.size() - 1; i >= 0; i--) {
      ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
      ArrayNode numbers = one.putArray("embedding");
      for (float number : WordVectors.of(texts.get(i), dimensions)) {
        numbers.add(number);
      }
    }
    return answer;
  }

  private ObjectNode chat(JsonNode request) {
    synchronized (this) {
      chats.add(request);
    }
    JsonNode messages = request.get("messages");
    String said = messages.get(messages.size() - 1).get("content").asText();
    ObjectNode answer = JSON.createObjectNode().put("object", "chat.completion");
    answer.put("model", request.get("model").asText());
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    choice.put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", chat.apply(said));
    return answer;
  }
}
