package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.freshet.api.Nullable;
import dev.freshet.engine.flow.Option.Section;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Records of options as JSON, with the option names of YAML. Equal records give equal JSON. A
 * secret is written as its reference.
 */
public final class Specs {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Specs() {}

  /**
   * @throws IllegalArgumentException if the record has a component whose type no option can have
   */
  public static JsonNode toJson(Object spec) {
    return record(spec);
  }

  /**
   * Reads what this or another version of the record wrote: options it does not know are left out,
   * and those it misses have their defaults.
   *
   * @throws IllegalArgumentException if a required option is missing or a value does not fit
   */
  public static <T> T fromJson(JsonNode json, Class<T> recordClass) {
    Problems problems = new Problems();
    String name = recordClass.getSimpleName();
    if (!(Option.of(json) instanceof Section section)) {
      throw new IllegalArgumentException(name + ": expected a JSON object, found " + json);
    }
    T spec = OptionBinder.lenient(problems).bind(name, section, name, Set.of(), recordClass);
    if (spec == null) {
      throw new IllegalArgumentException(String.join("; ", problems.sentences()));
    }
    return spec;
  }

  private static <T> ObjectNode record(T spec) {
    @SuppressWarnings("unchecked")
    Class<T> recordClass = (Class<T>) spec.getClass();
    ObjectNode node = JSON.objectNode();
    try {
      new OptionRecord<>(recordClass).values(spec).forEach((k, v) -> node.set(k, value(v)));
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(
          "An accessor of " + recordClass.getName() + " failed", e.getCause());
    }
    return node;
  }

  private static JsonNode value(@Nullable Object value) {
    if (value == null) {
      return JSON.nullNode();
    } else if (value instanceof Boolean bool) {
      return JSON.booleanNode(bool);
    } else if (value instanceof Number number) {
      return number(number);
    } else if (value instanceof Collection<?> elements) {
      return array(elements);
    } else if (value instanceof Map<?, ?> entries) {
      ObjectNode node = JSON.objectNode();
      new TreeMap<>(entries).forEach((k, v) -> node.set(String.valueOf(k), value(v)));
      return node;
    } else if (OptionTypes.isText(value.getClass()) || value instanceof Path) {
      return JSON.textNode(OptionTypes.write(value));
    } else if (value instanceof Record) {
      return record(value);
    }
    throw OptionTypes.unsupported(value.getClass());
  }

  /** As the same node that reading the JSON gives, so that old and new can be compared. */
  private static JsonNode number(Number number) {
    if (number instanceof BigDecimal || !Double.isFinite(number.doubleValue())) {
      return JSON.textNode(number.toString());
    } else if (number instanceof Float || number instanceof Double) {
      return JSON.numberNode(Double.parseDouble(number.toString()));
    }
    long value = number.longValue();
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  private static ArrayNode array(Collection<?> elements) {
    List<JsonNode> nodes = new ArrayList<>();
    elements.forEach(element -> nodes.add(value(element)));
    if (elements instanceof Set) {
      nodes.sort(Comparator.comparing(JsonNode::toString));
    }
    return JSON.arrayNode().addAll(nodes);
  }
}
