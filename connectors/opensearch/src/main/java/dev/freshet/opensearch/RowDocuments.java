package dev.freshet.opensearch;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.internal.RowRefused;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** Documents made of rows: JSON on one line. */
final class RowDocuments {
  private RowDocuments() {}

  /**
   * @throws RowRefused if JSON or the index cannot hold the row; a part of it may be written
   */
  static void write(Row key, Row value, OutputStream out) throws IOException, RowRefused {
    try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      members(key, "", json);
      members(value, "", json);
      json.writeEndObject();
    }
  }

  /** What is null is absent. */
  private static void members(Row row, String path, JsonGenerator json)
      throws IOException, RowRefused {
    for (int i = 0; i < row.fields().size(); i++) {
      Field field = row.fields().get(i);
      Object found = row.values().get(i);
      if (found != null) {
        json.writeFieldName(field.name());
        write(path + field.name(), field.type(), found, json);
      }
    }
  }

  /**
   * @param name for the error
   */
  private static void write(String name, Type type, @Nullable Object found, JsonGenerator json)
      throws IOException, RowRefused {
    if (found == null) {
      json.writeNull();
      return;
    }
    switch (type.kind()) {
      case BOOLEAN -> json.writeBoolean((Boolean) found);
      case INT -> json.writeNumber((Integer) found);
      case LONG -> json.writeNumber((Long) found);
      case FLOAT -> json.writeNumber(finite(name, (Float) found));
      case DOUBLE -> json.writeNumber(finite(name, (Double) found));
      case TEXT, DECIMAL, INSTANT, DATE, UUID -> json.writeString(found.toString());
      case BYTES -> json.writeBinary((byte[]) found);
      case VECTOR -> vector(name, type.size(), (float[]) found, json);
      case STRUCT -> {
        json.writeStartObject();
        members((Row) found, name + ".", json);
        json.writeEndObject();
      }
      case LIST -> list(name, type.fields().get(0).type(), (List<?>) found, json);
      case MAP -> map(name, type, (Map<?, ?>) found, json);
    }
  }

  private static float finite(String name, float number) throws RowRefused {
    finite(name, (double) number);
    return number;
  }

  private static double finite(String name, double number) throws RowRefused {
    if (!Double.isFinite(number)) {
      throw new RowRefused(name + " is " + number + ", and JSON has finite numbers only");
    }
    return number;
  }

  private static void vector(String name, int size, float[] numbers, JsonGenerator json)
      throws IOException, RowRefused {
    if (size != 0 && numbers.length != size) {
      throw new RowRefused(name + " has " + numbers.length + " numbers; wanted " + size);
    }
    json.writeStartArray();
    for (int i = 0; i < numbers.length; i++) {
      if (!Float.isFinite(numbers[i])) {
        throw new RowRefused(name + " has " + numbers[i] + " at " + i + ", which is nowhere");
      }
      json.writeNumber(numbers[i]);
    }
    json.writeEndArray();
  }

  private static void list(String name, Type element, List<?> elements, JsonGenerator json)
      throws IOException, RowRefused {
    json.writeStartArray();
    for (Object each : elements) {
      write(name, element, each, json);
    }
    json.writeEndArray();
  }

  /** JSON has text as keys; with other keys a map is a list of its entries. */
  private static void map(String name, Type type, Map<?, ?> map, JsonGenerator json)
      throws IOException, RowRefused {
    Type keys = type.fields().get(0).type();
    Type elements = type.fields().get(1).type();
    if (hasTextKeys(type)) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName((String) entry.getKey());
        write(name, elements, entry.getValue(), json);
      }
      json.writeEndObject();
      return;
    }
    json.writeStartArray();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      json.writeStartObject();
      json.writeFieldName("key");
      write(name, keys, entry.getKey(), json);
      json.writeFieldName("value");
      write(name, elements, entry.getValue(), json);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static boolean hasTextKeys(Type map) {
    Field keys = map.fields().get(0);
    return keys.type().kind() == Kind.TEXT && !keys.nullable();
  }
}
