package dev.freshet.opensearch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.freshet.api.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document as it was sent.
 *
 * @param source maps, lists, texts, booleans and {@link Number}s
 */
record StoredDocument(String id, Map<?, ?> source) {
  /** With the digits that it was written with, which a {@code double} may not have. */
  record Number(String text) {}

  /**
   * @throws IOException if this is no hit of a search with its source
   */
  static StoredDocument ofHit(Object hit) throws IOException {
    if (hit instanceof Map<?, ?> members
        && members.get("_id") instanceof String id
        && members.get("_source") instanceof Map<?, ?> source) {
      return new StoredDocument(id, source);
    }
    throw new IOException(
        "a document came without its source, which an index must keep so that rows can be listed");
  }

  /** A whole JSON text. */
  static @Nullable Object parse(byte[] json) throws IOException {
    try (JsonParser parser = Json.FACTORY.createParser(json)) {
      parser.nextToken();
      return value(parser);
    }
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String name = parser.currentName();
          parser.nextToken();
          members.put(name, value(parser));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          elements.add(value(parser));
        }
        yield elements;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Number(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }
}
