package dev.freshet.opensearchserver;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import javax.net.ssl.SSLContext;

/**
 * Stands before a server and passes requests on, except where a test wants another answer. The
 * server is found below the path {@link #PATH}, and only there.
 */
public final class SearchGate implements AutoCloseable {
  public static final String PATH = "/behind/the-gate";

  private final HttpServer gate;
  private final URI server;
  private final String scheme;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService threads = Executors.newCachedThreadPool(SearchGate::thread);
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Answer> answers = request -> Answer.OF_SERVER;

  private SearchGate(HttpServer gate, String scheme, URI server) throws IOException {
    this.gate = gate;
    this.scheme = scheme;
    this.server = server;
    gate.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    gate.setExecutor(threads);
    gate.createContext(PATH, this::serve);
    gate.start();
  }

  public static SearchGate before(URI server) throws IOException {
    return new SearchGate(HttpServer.create(), "http", server);
  }

  public static SearchGate withTls(URI server, SSLContext tls) throws IOException {
    HttpsServer gate = HttpsServer.create();
    gate.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new SearchGate(gate, "https", server);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "search-gate");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * @param line as {@code POST /index/_bulk}, without parameters
   * @param authorization the header of that name; empty if there is none
   */
  public record Request(String line, String authorization, byte[] body) {
    public boolean isBulk() {
      return line.endsWith("/_bulk");
    }
  }

  /** What becomes of a request. */
  public sealed interface Answer {
    Answer OF_SERVER = new Passed(new CountDownLatch(0), true);

    /** The server does what it is asked, and its answer is lost with the connection. */
    Answer LOST = new Passed(new CountDownLatch(0), false);

    /** The connection ends before the server hears of it. */
    Answer CUT = new Cut();

    /** An error, as the server has them. */
    static Answer error(int status, String type, String reason, String... headers) {
      String body =
          "{\"error\":{\"type\":\"%s\",\"reason\":\"%s\"},\"status\":%d}"
              .formatted(type, reason, status);
      return new Made(status, body, List.of(headers));
    }

    static Answer of(int status, String body) {
      return new Made(status, body, List.of());
    }

    /** The server's, but the request reaches it only when the latch opens. */
    static Answer after(CountDownLatch latch) {
      return new Passed(latch, true);
    }
  }

  private record Made(int status, String body, List<String> headers) implements Answer {}

  private record Passed(CountDownLatch latch, boolean answered) implements Answer {}

  private record Cut() implements Answer {}

  /** From now on. */
  public void answer(Function<Request, Answer> newAnswers) {
    answers = newAnswers;
  }

  /** From now on all answers are the server's. */
  public void open() {
    answers = request -> Answer.OF_SERVER;
  }

  /** From now on the server is asked only with this header {@code Authorization}. */
  public void expect(String authorization) {
    answers =
        request ->
            request.authorization().equals(authorization)
                ? Answer.OF_SERVER
                : Answer.of(401, "Unauthorized: " + request.authorization());
  }

  /** The lines of all requests. */
  public List<String> requests() {
    return requests;
  }

  /** With the path. */
  public String url() {
    return scheme + "://localhost:" + gate.getAddress().getPort() + PATH;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      URI asked = exchange.getRequestURI();
      String line = exchange.getRequestMethod() + " " + asked.getPath().substring(PATH.length());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      Request request =
          new Request(
              line,
              authorization == null ? "" : authorization,
              exchange.getRequestBody().readAllBytes());
      Answer answer = answers.apply(request);
      requests.add(line);
      if (answer instanceof Made made) {
        for (String header : made.headers()) {
          String[] parts = header.split(": ", 2);
          exchange.getResponseHeaders().add(parts[0], parts[1]);
        }
        send(exchange, made.status(), made.body().getBytes(StandardCharsets.UTF_8));
      } else if (answer instanceof Passed passed) {
        passed.latch().await();
        HttpResponse<byte[]> ofServer = pass(exchange, request);
        if (passed.answered()) {
          send(exchange, ofServer.statusCode(), ofServer.body());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private HttpResponse<byte[]> pass(HttpExchange exchange, Request request)
      throws IOException, InterruptedException {
    String rest = exchange.getRequestURI().toString().substring(PATH.length());
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(URI.create(server + rest))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(request.body()));
    if (type != null) {
      passed.header("Content-Type", type);
    }
    return client.send(passed.build(), BodyHandlers.ofByteArray());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    gate.stop(0);
    threads.shutdownNow();
  }
}
