package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What an answer in JSON must look like.
 *
 * @param constants of a text, the only values it may have; empty if it may be anything
 * @param members of a STRUCT its members, of a LIST one for its elements; else empty
 */
record JsonShape(Kind kind, List<String> constants, List<Member> members) {
  record Member(String name, JsonShape shape, boolean nullable) {
    Field field() {
      return new Field(name, shape.type(), nullable);
    }
  }

  static JsonShape of(Kind kind) {
    return new JsonShape(kind, List.of(), List.of());
  }

  static JsonShape list(JsonShape element) {
    return new JsonShape(Kind.LIST, List.of(), List.of(new Member("element", element, false)));
  }

  Type type() {
    return new Type(kind, 0, fields());
  }

  List<Field> fields() {
    return members.stream().map(Member::field).toList();
  }

  JsonShape element() {
    return members.get(0).shape();
  }

  /** The JSON Schema, in the part of it that models with strict answers understand. */
  ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    switch (kind) {
      case STRUCT -> {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        var required = schema.putArray("required");
        for (Member member : members) {
          properties.set(
              member.name(), member.nullable() ? orNull(member) : member.shape().schema());
          required.add(member.name());
        }
        schema.put("additionalProperties", false);
      }
      case LIST -> schema.put("type", "array").set("items", element().schema());
      case BOOLEAN -> schema.put("type", "boolean");
      case INT, LONG -> schema.put("type", "integer");
      case DOUBLE, DECIMAL -> schema.put("type", "number");
      case DATE -> schema.put("type", "string").put("format", "date");
      case INSTANT -> schema.put("type", "string").put("format", "date-time");
      default -> {
        schema.put("type", "string");
        if (!constants.isEmpty()) {
          constants.forEach(schema.putArray("enum")::add);
        }
      }
    }
    return schema;
  }

  private static ObjectNode orNull(Member member) {
    ObjectNode either = JsonNodeFactory.instance.objectNode();
    either.putArray("anyOf").add(member.shape().schema()).addObject().put("type", "null");
    return either;
  }

  /** What is wrong with an answer, in words that its author understands; empty if nothing is. */
  List<String> problems(JsonNode answer) {
    List<String> problems = new ArrayList<>();
    check("the answer", answer, problems);
    return problems;
  }

  private void check(String path, JsonNode node, List<String> problems) {
    if (kind == Kind.STRUCT && node.isObject()) {
      for (Member member : members) {
        JsonNode value = node.get(member.name());
        String at = path + "." + member.name();
        if (value == null || value.isNull()) {
          if (!member.nullable()) {
            problems.add(at + " is missing");
          }
        } else {
          member.shape().check(at, value, problems);
        }
      }
    } else if (kind == Kind.LIST && node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        element().check(path + "[" + i + "]", node.get(i), problems);
      }
    } else if (!isSimple(node)) {
      problems.add(path + " must be " + described() + ", found " + shown(node));
    }
  }

  private boolean isSimple(JsonNode node) {
    return switch (kind) {
      case TEXT -> node.isTextual() && (constants.isEmpty() || constants.contains(node.asText()));
      case BOOLEAN -> node.isBoolean();
      case INT -> node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToInt();
      case LONG -> node.isNumber() && node.canConvertToExactIntegral() && node.canConvertToLong();
      case DOUBLE, DECIMAL -> node.isNumber();
      case DATE -> node.isTextual() && date(node.asText()) != null;
      case INSTANT -> node.isTextual() && instant(node.asText()) != null;
      default -> false;
    };
  }

  private String described() {
    return switch (kind) {
      case TEXT -> constants.isEmpty() ? "a text" : "one of " + String.join(", ", constants);
      case BOOLEAN -> "true or false";
      case INT, LONG -> "a whole number";
      case DOUBLE, DECIMAL -> "a number";
      case DATE -> "a date such as 2026-11-23";
      case INSTANT -> "a time such as 2026-11-23T06:00:00Z";
      case LIST -> "a list";
      default -> "an object";
    };
  }

  private static String shown(JsonNode node) {
    String text = node.toString();
    return text.length() > 80 ? text.substring(0, text.offsetByCodePoints(0, 70)) + "..." : text;
  }

  static @Nullable LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }

  static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
