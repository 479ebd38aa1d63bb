package dev.freshet.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the items of {@link HttpPages}. */
final class HttpPagesReader implements ItemReader {
  private static final int ATTEMPTS = 3;

  private final HttpCalls calls;

  HttpPagesReader(HttpCalls calls) {
    this.calls = calls;
  }

  /** Reports nothing before the last page is there, so that it can begin anew. */
  @Override
  public void list(Consumer<ItemVersion> items) throws Exception {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<List<ItemVersion>> listed = listOnce();
      if (listed.isPresent()) {
        listed.get().forEach(items);
        return;
      }
    }
    throw new Unavailable(calls.address() + " changed each time it was listed");
  }

  /** Empty if the collection changed meanwhile: an item may have moved past us between pages. */
  private Optional<List<ItemVersion>> listOnce() throws Exception {
    List<ItemVersion> listed = new ArrayList<>();
    Set<URI> pages = new HashSet<>();
    String revision = null;
    URI next = calls.address();
    while (next != null) {
      if (!pages.add(next)) {
        throw new IOException("The pages of " + calls.address() + " lead back to " + next);
      }
      JsonNode page = page(next);
      if (revision != null && !revision.equals(text(page, "revision"))) {
        return Optional.empty();
      }
      revision = text(page, "revision");
      for (JsonNode item : items(page)) {
        listed.add(new ItemVersion(text(item, "id"), text(item, "etag")));
      }
      next = page.hasNonNull("next") ? sameServer(text(page, "next")) : null;
    }
    return Optional.of(listed);
  }

  private JsonNode page(URI uri) throws Exception {
    HttpResponse<byte[]> response = calls.send(calls.request(uri).build());
    if (!HttpCalls.succeeded(response)) {
      throw new IOException("GET " + uri + " was answered " + HttpCalls.summary(response));
    }
    return RowJson.mapper().readTree(response.body());
  }

  /** What is not understood must not pass for an empty page. */
  private static JsonNode items(JsonNode page) throws IOException {
    JsonNode items = page.required("items");
    if (!items.isArray()) {
      throw new IOException("Wanted a list of items, found " + items.getNodeType());
    }
    return items;
  }

  private static String text(JsonNode node, String field) throws IOException {
    JsonNode value = node.required(field);
    if (!value.isTextual()) {
      throw new IOException("Wanted a text as " + field + ", found " + value.getNodeType());
    }
    return value.textValue();
  }

  /** The token goes to nobody else. */
  private URI sameServer(String next) throws IOException {
    URI uri = calls.address().resolve(next);
    if (!calls.address().resolve("/").equals(uri.resolve("/"))) {
      throw new IOException("The next page of " + calls.address() + " is elsewhere: " + uri);
    }
    return uri;
  }

  @Override
  public List<ItemContent> read(List<String> keys) throws Exception {
    List<ItemContent> contents = new ArrayList<>();
    for (String key : keys) {
      HttpResponse<byte[]> response = calls.send(calls.request(calls.element(key)).build());
      if (HttpCalls.succeeded(response)) {
        String etag = response.headers().firstValue("ETag").orElse(null);
        contents.add(ItemContent.of(key, etag, response.body()));
      } else if (!HttpCalls.isGone(response)) {
        contents.add(ItemContent.failed(key, new IOException(HttpCalls.summary(response))));
      }
    }
    return contents;
  }
}
