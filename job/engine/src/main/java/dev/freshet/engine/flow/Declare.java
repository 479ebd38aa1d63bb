package dev.freshet.engine.flow;

import dev.freshet.api.LogicVersion;
import dev.freshet.api.Row;
import dev.freshet.api.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The place in a chain where rows go to a target. What comes after it has the same fields as what
 * came before.
 *
 * @param key the fields that are the row's key
 * @param fields the other fields of the row
 * @param rename the name in the row of a field that has another in the chain
 */
@LogicVersion("1")
record Declare(
    Target<Row> target, List<String> key, List<String> fields, Map<String, String> rename) {
  static final String TYPE = "declare";

  Declare {
    if (key.isEmpty()) {
      throw new IllegalArgumentException("key names no field; a row needs at least one");
    }
    for (String renamed : rename.keySet()) {
      if (!key.contains(renamed) && !fields.contains(renamed)) {
        throw new IllegalArgumentException(
            "rename names " + renamed + ", which is neither in key nor in fields");
      }
    }
  }

  Declare(Target<Row> target, List<String> key, List<String> fields) {
    this(target, key, fields, Map.of());
  }

  /** Those of the key first. */
  List<String> all() {
    List<String> all = new ArrayList<>(key);
    all.addAll(fields);
    return all;
  }

  String nameInRow(String field) {
    return rename.getOrDefault(field, field);
  }
}
