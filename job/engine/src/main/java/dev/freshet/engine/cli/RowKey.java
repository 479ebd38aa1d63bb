package dev.freshet.engine.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.engine.flink.RunFailure;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Reads the key of a row as a person types it: the value of the only component as it is, several as
 * a JSON array.
 */
final class RowKey {
  private RowKey() {}

  static List<Object> read(List<Field> fields, String text) throws RunFailure {
    List<String> parts = fields.size() == 1 ? List.of(text) : elements(fields, text);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      values.add(value(fields, fields.get(i), parts.get(i)));
    }
    return values;
  }

  private static List<String> elements(List<Field> fields, String text) throws RunFailure {
    JsonNode array;
    try {
      array = new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw wrong(fields, text);
    }
    if (!array.isArray() || array.size() != fields.size()) {
      throw wrong(fields, text);
    }
    List<String> elements = new ArrayList<>();
    array.forEach(element -> elements.add(element.asText()));
    return elements;
  }

  private static Object value(List<Field> fields, Field field, String text) throws RunFailure {
    try {
      return value(field.type().kind(), text);
    } catch (RuntimeException e) {
      throw wrong(fields, text);
    }
  }

  private static Object value(Kind kind, String text) {
    return switch (kind) {
      case TEXT -> text;
      case BOOLEAN -> Boolean.valueOf(text);
      case INT -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case DECIMAL -> new BigDecimal(text);
      case BYTES -> Base64.getDecoder().decode(text);
      case INSTANT -> Instant.parse(text);
      case DATE -> LocalDate.parse(text);
      case UUID -> UUID.fromString(text);
      case VECTOR, STRUCT, LIST, MAP ->
          throw new IllegalArgumentException("a key component of kind " + kind);
    };
  }

  private static RunFailure wrong(List<Field> fields, String found) {
    String wanted =
        fields.stream()
            .map(f -> f.type().kind().name().toLowerCase(Locale.ROOT) + " " + f.name())
            .collect(Collectors.joining(", "));
    return new RunFailure(
        RunFailure.WRONG,
        "--row: expected a key of "
            + wanted
            + (fields.size() == 1 ? "" : " as a JSON array")
            + ", found "
            + found,
        null);
  }
}
