package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An option as written, before it is bound to a type.
 *
 * <p>{@code line} is that of the option's name, or of a list's element; 0 where there is none.
 */
sealed interface Option {
  int line();

  /** What was found, for a message. */
  String describe();

  /**
   * @param text as written, whatever it looks like; null if nothing was
   */
  record Text(int line, @Nullable String text) implements Option {
    @Override
    public String describe() {
      return text == null ? "nothing" : "\"" + text + "\"";
    }
  }

  record Sequence(int line, List<Option> elements) implements Option {
    @Override
    public String describe() {
      return "a list";
    }
  }

  /** Options by name, in the order written. */
  record Section(int line, Map<String, Option> options) implements Option {
    @Override
    public String describe() {
      return "a section of options";
    }
  }

  static Option of(JsonNode json) {
    if (json.isObject()) {
      Map<String, Option> options = new LinkedHashMap<>();
      json.properties().forEach(entry -> options.put(entry.getKey(), of(entry.getValue())));
      return new Section(0, options);
    }
    if (json.isArray()) {
      List<Option> elements = new ArrayList<>();
      json.forEach(element -> elements.add(of(element)));
      return new Sequence(0, elements);
    }
    return new Text(0, json.isNull() ? null : json.asText());
  }
}
