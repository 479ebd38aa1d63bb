package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An index as the server has it.
 *
 * @param settings by their full names
 */
record FoundIndex(String name, JsonNode mappings, JsonNode settings) {
  static final String MARK = "freshet";

  /** Whether Freshet made it under this name. */
  boolean isOurs(String wantedName) {
    return name.equals(wantedName) && mappings.path("_meta").has(MARK);
  }

  JsonNode properties() {
    return mappings.path("properties");
  }

  /** Of this index and no later one of its name. */
  String uuid() {
    return settings.path("index.uuid").asText();
  }

  int shards() {
    return settings.path("index.number_of_shards").asInt();
  }

  boolean isKnn() {
    return settings.path("index.knn").asBoolean();
  }

  /**
   * @param wanted null for what shall be the server's choice
   */
  boolean hasSettings(ObjectNode wanted) {
    return wanted.properties().stream()
        .allMatch(each -> each.getValue().asText("").equals(settings.path(each.getKey()).asText()));
  }

  /** Whether a document with a field that the mapping has not is refused. */
  boolean isStrict() {
    return mappings.path("dynamic").asText().equals("strict");
  }
}
