package dev.freshet.s3server;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands before an S3 server and passes requests on, except where a test wants another answer. One
 * request a connection. The beginning of a request is its first line, as {@code GET /bucket/key
 * HTTP/1.1}.
 */
public final class S3Gate implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: *(\\d+)");
  private static final Pattern HOP =
      Pattern.compile("(?i)\r\n(Connection|Expect|Keep-Alive): *[^\r]*");

  private final ServerSocket listening = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
  private final int server;
  private final List<String> answered = new CopyOnWriteArrayList<>();
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile Function<String, Answer> answers = line -> Answer.OF_SERVER;

  public S3Gate(S3Server server) throws IOException {
    this.server = server.port();
    start(this::accept);
  }

  /** What becomes of a request. */
  public sealed interface Answer {
    Answer OF_SERVER = new Passed(new CountDownLatch(0), Integer.MAX_VALUE);

    /** An error, as S3 has them. */
    static Answer error(int status, String code, String... headers) {
      String body =
          "<Error><Code>%s</Code><Message>as the test wants it</Message></Error>".formatted(code);
      return new Made(status, body, List.of(headers));
    }

    static Answer of(int status, String body) {
      return new Made(status, body, List.of());
    }

    /** The server's, but the request reaches it only when the latch opens. */
    static Answer after(CountDownLatch latch) {
      return new Passed(latch, Integer.MAX_VALUE);
    }

    /** The first bytes of the server's; then the connection ends. */
    static Answer cutAfter(int bytes) {
      return new Passed(new CountDownLatch(0), bytes);
    }
  }

  private record Made(int status, String body, List<String> headers) implements Answer {}

  private record Passed(CountDownLatch latch, int bytes) implements Answer {}

  /** From now on, by the beginning of the request. */
  public void answer(Function<String, Answer> newAnswers) {
    answers = newAnswers;
  }

  /** From now on all answers are the server's. */
  public void open() {
    answers = line -> Answer.OF_SERVER;
  }

  /** The beginnings of the requests that were answered. */
  public List<String> answered() {
    return answered;
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + listening.getLocalPort());
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "s3-gate");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        open.add(client);
        start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      String head = head(client.getInputStream());
      if (!head.isEmpty()) {
        serve(client, head);
      }
    } catch (IOException goneOrClosed) {
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(client);
    }
  }

  private void serve(Socket client, String head) throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    if (head.toLowerCase(Locale.ROOT).contains("\r\nexpect: 100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }
    Matcher length = LENGTH.matcher(head);
    byte[] body =
        client.getInputStream().readNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
    String line = head.substring(0, head.indexOf('\r'));
    Answer answer = answers.apply(line);
    if (answer instanceof Made made) {
      write(out, made, line.startsWith("HEAD") ? "" : made.body());
    } else if (answer instanceof Passed passed) {
      passed.latch().await();
      pass(head, body, out, passed.bytes());
    }
    answered.add(line);
  }

  private static void write(OutputStream out, Made made, String body) throws IOException {
    String headers = made.headers().stream().map(h -> h + "\r\n").reduce("", String::concat);
    String answer =
        "HTTP/1.1 %d Made\r\n%sContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(made.status(), headers, body.length(), body);
    out.write(answer.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void pass(String head, byte[] body, OutputStream out, int bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server)) {
      String oneRequest = HOP.matcher(head).replaceAll("");
      OutputStream toServer = socket.getOutputStream();
      toServer.write(
          oneRequest
              .replaceFirst("\r\n\r\n$", "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1));
      toServer.write(body);
      toServer.flush();
      byte[] answer = socket.getInputStream().readAllBytes();
      int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n") + 4;
      out.write(answer, 0, (int) Math.min(answer.length, end + (long) bytes));
      out.flush();
    }
  }

  /** Up to the empty line; nothing if the connection ends before. */
  private static String head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 4) {
      int next = in.read();
      if (next < 0) {
        return "";
      }
      head.write(next);
      boolean isExpected = next == (ends % 2 == 0 ? '\r' : '\n');
      ends = isExpected ? ends + 1 : next == '\r' ? 1 : 0;
    }
    return head.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Closeable connection : open) {
      connection.close();
    }
  }
}
