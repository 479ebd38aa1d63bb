package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Every document of an index as it was when the listing began: all of them, or an error. */
final class Listing {
  private static final String KEPT_ALIVE = "5m";
  private static final int PAGE = 200;
  private static final String DOING = "listing its documents";

  private final Server server;

  Listing(Server server) {
    this.server = server;
  }

  void list(Consumer<StoredDocument> documents) throws Exception {
    server.ofIndex("refreshing it", "POST", "/_refresh", null);
    ObjectNode first = Json.object().put("size", PAGE);
    first.putArray("sort").add("_doc");
    Map<?, ?> page =
        page(
            "/"
                + server.place().index()
                + "/_search?allow_partial_search_results=false&scroll="
                + KEPT_ALIVE,
            first);
    String scroll = scrollId(page);
    try {
      while (report(page, documents)) {
        ObjectNode next = Json.object().put("scroll", KEPT_ALIVE).put("scroll_id", scroll);
        page = page("/_search/scroll", next);
        scroll = scrollId(page);
      }
    } catch (Exception e) {
      endAfter(e, scroll);
      throw e;
    }
    end(scroll);
  }

  private void endAfter(Exception failure, String scroll) {
    try {
      end(scroll);
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  private Map<?, ?> page(String path, ObjectNode body) throws Exception {
    byte[] sent = Json.MAPPER.writeValueAsBytes(body);
    byte[] answer = server.send(DOING, "POST", path, "application/json", sent);
    if (StoredDocument.parse(answer) instanceof Map<?, ?> page
        && page.get("_shards") instanceof Map<?, ?> shards
        && new StoredDocument.Number("0").equals(shards.get("failed"))) {
      return page;
    }
    throw new IOException(
        server.place().name() + ": " + DOING + " failed, not all of its shards answered");
  }

  private String scrollId(Map<?, ?> page) throws IOException {
    if (page.get("_scroll_id") instanceof String id) {
      return id;
    }
    throw new IOException(server.place().name() + ": " + DOING + " failed, no scroll began");
  }

  /** Returns whether there may be more. */
  private boolean report(Map<?, ?> page, Consumer<StoredDocument> documents) throws IOException {
    if (!(page.get("hits") instanceof Map<?, ?> hits)
        || !(hits.get("hits") instanceof List<?> list)) {
      throw new IOException(server.place().name() + ": " + DOING + " failed, a page has no hits");
    }
    for (Object hit : list) {
      try {
        documents.accept(StoredDocument.ofHit(hit));
      } catch (IOException e) {
        throw new IOException(server.place().name() + ": " + e.getMessage(), e);
      }
    }
    return !list.isEmpty();
  }

  private void end(String scroll) throws Exception {
    ObjectNode body = Json.object();
    body.putArray("scroll_id").add(scroll);
    try {
      server.call("ending a listing", "DELETE", "/_search/scroll", body);
    } catch (CallRefused endedAlready) {
      if (endedAlready.error().status() != 404) {
        throw endedAlready;
      }
    }
  }
}
