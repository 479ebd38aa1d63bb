package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Answers that have their shape, as values of rows. */
final class JsonRows {
  private JsonRows() {}

  static Row row(JsonShape shape, JsonNode object) {
    List<@Nullable Object> values = new ArrayList<>();
    for (JsonShape.Member member : shape.members()) {
      JsonNode value = object.get(member.name());
      values.add(value == null || value.isNull() ? null : value(member.shape(), value));
    }
    return new Row(shape.fields(), values);
  }

  static Object value(JsonShape shape, JsonNode node) {
    return switch (shape.kind()) {
      case BOOLEAN -> node.asBoolean();
      case INT -> node.asInt();
      case LONG -> node.asLong();
      case DOUBLE -> node.asDouble();
      case DECIMAL -> node.decimalValue();
      case DATE -> Objects.requireNonNull(JsonShape.date(node.asText()));
      case INSTANT -> Objects.requireNonNull(JsonShape.instant(node.asText()));
      case STRUCT -> row(shape, node);
      case LIST -> {
        List<Object> list = new ArrayList<>();
        node.forEach(element -> list.add(value(shape.element(), element)));
        yield List.copyOf(list);
      }
      default -> node.asText();
    };
  }
}
