package dev.freshet.engine.setup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.util.ArrayList;
import java.util.List;

/** A row schema as it stands in setup.json; what is usual (not null, no size) is left out. */
final class SchemaJson {
  private SchemaJson() {}

  static ObjectNode write(RowSchema schema) {
    ObjectNode json = JsonFormat.object();
    fields(json.putArray("key"), schema.key());
    fields(json.putArray("value"), schema.value());
    return json;
  }

  static RowSchema read(JsonNode json) {
    return new RowSchema(
        fields(JsonFormat.required(json, "key")), fields(JsonFormat.required(json, "value")));
  }

  private static void fields(ArrayNode array, List<Field> fields) {
    for (Field field : fields) {
      ObjectNode json = array.addObject();
      json.put("name", field.name()).put("type", field.type().kind().name());
      if (field.nullable()) {
        json.put("nullable", true);
      }
      if (field.type().size() != 0) {
        json.put("size", field.type().size());
      }
      if (!field.type().fields().isEmpty()) {
        fields(json.putArray("fields"), field.type().fields());
      }
    }
  }

  private static List<Field> fields(JsonNode array) {
    List<Field> fields = new ArrayList<>();
    for (JsonNode json : array) {
      Kind kind = Kind.valueOf(JsonFormat.required(json, "type").asText());
      Type type = new Type(kind, json.path("size").asInt(0), fields(json.path("fields")));
      String name = JsonFormat.required(json, "name").asText();
      fields.add(new Field(name, type, json.path("nullable").asBoolean(false)));
    }
    return fields;
  }
}
