package dev.freshet.opensearch;

import com.fasterxml.jackson.databind.JsonNode;

/** An index as the server has it. */
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
    return settings.path("uuid").asText();
  }

  int shards() {
    return settings.path("number_of_shards").asInt();
  }

  boolean isKnn() {
    return settings.path("knn").asBoolean();
  }

  /** Whether a document with a field that the mapping has not is refused. */
  boolean isStrict() {
    return mappings.path("dynamic").asText().equals("strict");
  }
}
