package dev.freshet.engine.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * Rows as JSON for people: bytes as Base64, vectors as arrays, what JSON has no form for as text.
 */
final class RowJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RowJson() {}

  static ObjectNode of(Row row) {
    ObjectNode json = JSON.objectNode();
    for (int i = 0; i < row.fields().size(); i++) {
      json.set(row.fields().get(i).name(), value(row.values().get(i)));
    }
    return json;
  }

  private static JsonNode value(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof byte[] bytes) {
      return JSON.binaryNode(bytes);
    } else if (value instanceof float[] vector) {
      ArrayNode array = JSON.arrayNode(vector.length);
      for (float number : vector) {
        array.add(number(number));
      }
      return array;
    } else if (value instanceof Row row) {
      return of(row);
    } else if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode(list.size());
      list.forEach(element -> array.add(value(element)));
      return array;
    } else if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return JSON.textNode(value.toString());
  }

  private static JsonNode number(Number number) {
    if (number instanceof BigDecimal decimal) {
      return JSON.numberNode(decimal);
    } else if (number instanceof Float || number instanceof Double) {
      boolean finite = Double.isFinite(number.doubleValue());
      return finite
          ? JSON.numberNode(new BigDecimal(number.toString()))
          : JSON.textNode(number.toString());
    }
    return JSON.numberNode(number.longValue());
  }

  private static JsonNode map(Map<?, ?> map) {
    ObjectNode json = JSON.objectNode();
    map.forEach(
        (key, element) -> {
          JsonNode written = value(key);
          json.set(written.isTextual() ? written.asText() : written.toString(), value(element));
        });
    return json;
  }
}
