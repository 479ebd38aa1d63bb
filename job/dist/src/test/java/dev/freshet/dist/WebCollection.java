package dev.freshet.dist;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A web service with one collection, whose elements are put, got, deleted, and listed two a page;
 * it answers what a test tells it. Thread safe.
 */
final class WebCollection implements AutoCloseable {
  private static final int PAGE = 2;

  private final Map<String, Element> elements = new TreeMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private int revision;
  private Interference interference = request -> null;

  private record Element(String etag, String text) {}

  /**
   * @param status 0 hangs up without an answer
   * @param retryAfter empty for none
   */
  record Answer(int status, String retryAfter, String body) {
    Answer(int status) {
      this(status, "", "");
    }
  }

  /** What it does in place of its own answer; null lets that through. */
  @FunctionalInterface
  interface Interference {
    Answer answer(String request) throws Exception;
  }

  WebCollection() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/rows", this::handle);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/rows";
  }

  synchronized void put(String id, String text) {
    revision++;
    elements.put(id, new Element("\"" + revision + "\"", text));
  }

  synchronized void delete(String id) {
    revision++;
    elements.remove(id);
  }

  synchronized Map<String, String> elements() {
    Map<String, String> texts = new TreeMap<>();
    elements.forEach((id, element) -> texts.put(id, element.text()));
    return texts;
  }

  synchronized void interfere(Interference newInterference) {
    interference = newInterference;
  }

  private synchronized Interference interference() {
    return interference;
  }

  /** Since the last time, such as {@code PUT a}; the collection itself has no name. */
  List<String> takeRequests() {
    List<String> taken = new ArrayList<>(requests);
    requests.clear();
    taken.sort(null);
    return taken;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String id = exchange.getRequestURI().getPath().replaceFirst("^/rows/?", "");
    String query = exchange.getRequestURI().getQuery();
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String request = exchange.getRequestMethod() + " " + id + (query == null ? "" : "?" + query);
    requests.add(request);
    try (exchange) {
      Answer other = interference().answer(request);
      Answer answer = other == null ? answer(exchange, id, query, body) : other;
      if (!answer.retryAfter().isEmpty()) {
        exchange.getResponseHeaders().set("Retry-After", answer.retryAfter());
      }
      byte[] bytes = answer.body().getBytes(UTF_8);
      if (answer.status() != 0) {
        exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
      }
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private synchronized Answer answer(HttpExchange exchange, String id, String query, String body) {
    Element found = elements.get(id);
    switch (exchange.getRequestMethod()) {
      case "PUT" -> {
        put(id, body);
        return new Answer(found == null ? 201 : 204);
      }
      case "DELETE" -> {
        delete(id);
        return new Answer(found == null ? 404 : 204);
      }
      default -> {
        if (id.isEmpty()) {
          return new Answer(200, "", page(query));
        } else if (found == null) {
          return new Answer(404);
        }
        exchange.getResponseHeaders().set("ETag", found.etag());
        return new Answer(200, "", found.text());
      }
    }
  }

  private String page(String query) {
    int number = query == null ? 0 : Integer.parseInt(query.replace("page=", ""));
    ObjectNode page = new ObjectMapper().createObjectNode().put("revision", "" + revision);
    ArrayNode items = page.putArray("items");
    elements.entrySet().stream()
        .skip((long) number * PAGE)
        .limit(PAGE)
        .forEach(
            entry ->
                items.addObject().put("id", entry.getKey()).put("etag", entry.getValue().etag()));
    if ((number + 1) * PAGE < elements.size()) {
      page.put("next", "/rows?page=" + (number + 1));
    }
    return page.toString();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
