package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Secret;
import dev.freshet.api.Target;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link OptionBinder} takes, as JSON Schema. A text may look like anything: {@code 5} without
 * quotes is a number to an editor and a text to an option that is one. For the same reason numbers
 * may be quoted.
 */
final class OptionSchema {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final String NUMBER = "^[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?$";

  private OptionSchema() {}

  /** The options of a record as properties of {@code section}, which takes no others. */
  static void addOptions(ObjectNode section, OptionRecord<?> record) {
    ObjectNode properties = section.withObjectProperty("properties");
    ArrayNode required = section.withArrayProperty("required");
    for (OptionRecord.Component component : record.components()) {
      properties.set(component.option(), ofComponent(component));
      if (record.isRequired(component)) {
        required.add(component.option());
      }
    }
    section.put("additionalProperties", false);
  }

  static ObjectNode object() {
    return JSON.objectNode();
  }

  /** A scalar that is taken as text, however it looks. */
  static ObjectNode text() {
    ObjectNode text = object();
    text.putArray("type").add("string").add("number").add("boolean");
    return text;
  }

  static ObjectNode enumeration(Iterable<String> constants) {
    ObjectNode schema = object();
    ArrayNode values = schema.putArray("enum");
    constants.forEach(values::add);
    return schema;
  }

  private static ObjectNode ofComponent(OptionRecord.Component component) {
    ObjectNode schema = of(component.type());
    if (component.nullable()) {
      ObjectNode nullable = object();
      nullable.putArray("anyOf").add(schema).add(object().put("type", "null"));
      schema = nullable;
    }
    return schema.put("description", OptionTypes.describe(component.type()));
  }

  private static ObjectNode of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic);
    }
    if (!(type instanceof Class<?> plain)) {
      throw OptionTypes.unsupported(type);
    }
    if (plain.isRecord() && !OptionTypes.isText(plain)) {
      ObjectNode section = object().put("type", "object");
      addOptions(section, new OptionRecord<>(plain));
      return section;
    }
    if (!OptionTypes.isText(plain)) {
      throw OptionTypes.unsupported(type);
    }
    return ofText(OptionTypes.boxed(plain));
  }

  private static ObjectNode ofGeneric(ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    Type raw = type.getRawType();
    if (raw == Target.class) {
      return text().put("pattern", "^" + Names.PATTERN + "$").put("maxLength", Names.LONGEST);
    }
    if (raw == List.class || raw == Set.class) {
      return object().put("type", "array").set("items", of(arguments[0]));
    }
    if (raw == Map.class && arguments[0] == String.class) {
      return object().put("type", "object").set("additionalProperties", of(arguments[1]));
    }
    throw OptionTypes.unsupported(type);
  }

  private static ObjectNode ofText(Class<?> type) {
    if (type == Boolean.class) {
      ObjectNode schema = object();
      schema.putArray("enum").add(true).add(false).add("true").add("false");
      return schema;
    } else if (type == Character.class) {
      ObjectNode digit = object().put("type", "integer").put("minimum", 0).put("maximum", 9);
      return either(object().put("type", "string").put("minLength", 1).put("maxLength", 1), digit);
    } else if (type == Duration.class) {
      return pattern(Quantities.DURATION_PATTERN);
    } else if (type == Secret.class) {
      return pattern("^(env|file):");
    } else if (type.isEnum()) {
      return enumeration(OptionTypes.constants(type));
    } else if (type == URI.class) {
      return text().put("format", "uri-reference");
    } else if (OptionTypes.isWhole(type)) {
      return whole(type);
    } else if (type == Double.class || type == Float.class || type == BigDecimal.class) {
      return either(object().put("type", "number"), pattern(NUMBER));
    }
    return text();
  }

  private static ObjectNode whole(Class<?> type) {
    ObjectNode number = object().put("type", "integer");
    if (type == Long.class) {
      return either(number, pattern(Quantities.SIZE_PATTERN));
    }
    int bits = type == Integer.class ? 32 : type == Short.class ? 16 : 8;
    long most = (1L << bits - 1) - 1;
    number.put("minimum", -most - 1).put("maximum", most);
    return either(number, pattern("^-?[0-9][0-9_]*$"));
  }

  private static ObjectNode pattern(String pattern) {
    return object().put("type", "string").put("pattern", pattern);
  }

  private static ObjectNode either(ObjectNode one, ObjectNode other) {
    ObjectNode either = object();
    either.putArray("anyOf").add(one).add(other);
    return either;
  }
}
