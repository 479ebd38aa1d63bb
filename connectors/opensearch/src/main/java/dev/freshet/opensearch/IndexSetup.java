package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.opensearch.OpenSearchIndex.Dialect;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Makes, alters and drops one index. What Freshet made bears a mark in its mapping. */
final class IndexSetup {
  /**
   * Newer servers forget the vectors that they were sent, and give back what a graph has of them,
   * which may have other digits; older ones know nothing of it.
   */
  private static final String DERIVED_SOURCE = "index.knn.derived_source.enabled";

  private static final String EXCLUDED_VECTORS = "index.mapping.exclude_source_vectors";

  private static final List<String> LENGTH = List.of("type", "dimension", "dims");

  private final Server server;
  private final OpenSearchIndex spec;
  private final IndexShape shape;

  IndexSetup(Server server, Setup<OpenSearchIndex> setup) {
    this.server = server;
    this.spec = setup.spec();
    this.shape = IndexShape.of(setup);
  }

  /** Makes the index if there is none; one that is there keeps its documents. */
  void bringAbout() throws Exception {
    FoundIndex found = find();
    if (found == null) {
      found = make();
    }
    expectOurs(found);
    expectSameKind(found);
    addFields(found);
    expectFit(found());
    if (!found.hasSettings(changeable())) {
      server.ofIndex("changing its settings", "PUT", "/_settings", changeable());
    }
  }

  /** Leaves an index alone that Freshet did not make. */
  void drop() throws Exception {
    FoundIndex found = find();
    if (found == null || !found.isOurs(spec.index())) {
      return;
    }
    try {
      server.ofIndex("dropping it", "DELETE", "", null);
    } catch (CallRefused e) {
      if (e.error().status() != 404) {
        throw e;
      }
    }
  }

  /**
   * @throws IOException if there is no index, or one that cannot hold the rows
   */
  FoundIndex expectReady() throws Exception {
    FoundIndex found = found();
    if (found.isOurs(spec.index())) {
      expectSameKind(found);
      expectFit(found);
    } else {
      expectFitOfTheUsers(found);
    }
    return found;
  }

  private FoundIndex found() throws Exception {
    FoundIndex found = find();
    if (found == null) {
      throw new IOException(
          place() + " is not there any more; run update --full, or make it if it is yours");
    }
    return found;
  }

  private @Nullable FoundIndex find() throws Exception {
    JsonNode answer;
    try {
      answer = server.ofIndex("looking at it", "GET", "?flat_settings=true", null);
    } catch (CallRefused e) {
      if (e.error().is("index_not_found_exception")) {
        return null;
      }
      throw e;
    }
    if (answer.size() != 1) {
      throw new IOException(
          place() + " are " + answer.size() + " indexes, by an alias; name one of them");
    }
    Map.Entry<String, JsonNode> only = answer.properties().iterator().next();
    return new FoundIndex(
        only.getKey(), only.getValue().path("mappings"), only.getValue().path("settings"));
  }

  private FoundIndex make() throws Exception {
    ObjectNode settings = Json.object();
    settings.put("index.number_of_shards", spec.shards());
    settings.put("index.translog.durability", "request");
    settings.setAll(changeable());
    if (!shape.hasVectors()) {
      make(settings);
      return found();
    }
    if (isOpenSearch()) {
      settings.put("index.knn", true);
    }
    String leavesVectorsOut = isOpenSearch() ? DERIVED_SOURCE : EXCLUDED_VECTORS;
    try {
      make(settings.deepCopy().put(leavesVectorsOut, false));
    } catch (CallRefused e) {
      if (!e.error().reason().contains("unknown setting [" + leavesVectorsOut)) {
        throw e;
      }
      make(settings);
    }
    return found();
  }

  private void make(ObjectNode settings) throws Exception {
    ObjectNode body = Json.object();
    body.set("settings", settings);
    ObjectNode mappings = body.putObject("mappings");
    mappings.put("dynamic", "strict");
    mappings
        .putObject("_meta")
        .put(FoundIndex.MARK, "made by Freshet, which drops it with its target");
    mappings.set("properties", shape.properties());
    try {
      server.ofIndex("making it", "PUT", "", body);
    } catch (CallRefused e) {
      if (!e.error().is("resource_already_exists_exception")) {
        throw e;
      }
    }
  }

  private boolean isOpenSearch() {
    return spec.dialect() == Dialect.OPENSEARCH;
  }

  /** The settings that an index takes at any time. */
  private ObjectNode changeable() {
    ObjectNode settings = Json.object();
    settings.put("index.number_of_replicas", spec.replicas());
    if (isOpenSearch() && shape.hasVectors()) {
      int efSearch = spec.vectors().efSearch();
      settings.put("index.knn.algo_param.ef_search", efSearch == 0 ? null : efSearch);
    }
    return settings;
  }

  private void addFields(FoundIndex found) throws Exception {
    if (IndexShape.misfit("", shape.properties(), found.properties()).isEmpty()) {
      return;
    }
    ObjectNode known = Json.object();
    for (Map.Entry<String, JsonNode> field : shape.properties().properties()) {
      if (found.properties().has(field.getKey()) && !field.getValue().has("properties")) {
        known.set(field.getKey(), field.getValue());
      }
    }
    expectFit(known, found);
    ObjectNode mappings = Json.object();
    mappings.set("properties", shape.properties());
    server.ofIndex("adding fields", "PUT", "/_mapping", mappings);
  }

  private void expectOurs(FoundIndex found) throws IOException {
    if (found.isOurs(spec.index())) {
      return;
    }
    String what =
        found.name().equals(spec.index())
            ? " is there already, and Freshet did not make it"
            : " is an alias of the index " + found.name();
    throw new IOException(
        place()
            + what
            + ". Name another index, or say managed-by-user if rows shall go into that one");
  }

  private void expectSameKind(FoundIndex found) throws IOException {
    if (found.shards() != shape.shards()) {
      throw misfit("wanted %d shards, found %d".formatted(shape.shards(), found.shards()));
    }
    if (isOpenSearch() && shape.hasVectors() && !found.isKnn()) {
      throw misfit("wanted index.knn, found an index without it");
    }
  }

  private void expectFit(FoundIndex found) throws IOException {
    expectFit(shape.properties(), found);
  }

  private void expectFit(JsonNode wanted, FoundIndex found) throws IOException {
    String misfit = IndexShape.misfit("", wanted, found.properties());
    if (!misfit.isEmpty()) {
      throw misfit(misfit);
    }
  }

  /** Theirs may have other analyzers and graphs; vectors must have the same length. */
  private void expectFitOfTheUsers(FoundIndex found) throws IOException {
    for (Map.Entry<String, JsonNode> wanted : shape.properties().properties()) {
      JsonNode there = found.properties().path(wanted.getKey());
      if (there.isMissingNode() && found.isStrict()) {
        throw misfit("wanted the field " + wanted.getKey() + ", found a strict mapping without it");
      }
      if (wanted.getValue().path("type").asText().endsWith("_vector")) {
        ObjectNode length = wanted.getValue().deepCopy();
        expectFit(Json.object().set(wanted.getKey(), length.retain(LENGTH)), found);
      }
    }
  }

  private IOException misfit(String how) {
    return new IOException(
        place() + " has another shape: " + how + ". Delete that index, or name another");
  }

  private String place() {
    return server.place().name();
  }
}
