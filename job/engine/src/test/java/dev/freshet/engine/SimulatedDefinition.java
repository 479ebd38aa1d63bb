package dev.freshet.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.freshet.api.Compatibility;
import dev.freshet.api.Key;
import dev.freshet.api.RowSchema;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.engine.setup.Connectors;
import dev.freshet.engine.setup.DeclaredSource;
import dev.freshet.engine.setup.DeclaredTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A simulated flow as one run declares it. An item with the content {@code a=1 b=2} declares two
 * rows in every target, one without content none; {@code fail} fails it.
 *
 * @param sources that the flow has
 * @param logic names the function's code; every value ends with it
 * @param targets by name
 */
record SimulatedDefinition(Set<Integer> sources, String logic, Map<String, Shape> targets) {
  /** The target that every simulated flow begins with. */
  static final String PAGES = "pages";

  /** Its drop takes the rows away, and creating it empties it. */
  static final String TABLE = "table";

  /** Its drop leaves rows where they are, so that they are deleted one by one. */
  static final String FOLDER = "folder";

  /** What the function declares. */
  record Cell(@Key String row, String value) {}

  /**
   * How a target is declared.
   *
   * @param key the name of the key component; another one is another table
   * @param column of the rows, which are written again when it changes
   * @param option that cannot change without building the target anew
   */
  record Shape(
      String type, String place, String key, String column, String option, boolean shared) {
    static Shape table(String place) {
      return new Shape(TABLE, place, "row", "value", "plain", false);
    }

    static Shape folder(String place) {
      return new Shape(FOLDER, place, "row", "value", "plain", false);
    }

    Shape at(String other) {
      return new Shape(type, other, key, column, option, shared);
    }

    Shape keyedBy(String other) {
      return new Shape(type, place, other, column, option, shared);
    }

    Shape withColumn(String other) {
      return new Shape(type, place, key, other, option, shared);
    }

    Shape withOption(String other) {
      return new Shape(type, place, key, column, other, shared);
    }

    Shape switchingShared() {
      return new Shape(type, place, key, column, option, !shared);
    }

    DeclaredTarget declared(String name) {
      RowSchema schema =
          new RowSchema(
              List.of(new Field(key, Type.of(Kind.TEXT), false)),
              List.of(new Field(column, Type.of(Kind.TEXT), false)));
      var spec = JsonNodeFactory.instance.objectNode().put("option", option);
      return new DeclaredTarget(name, type, place, spec, schema, false, shared);
    }
  }

  SimulatedDefinition {
    sources = Set.copyOf(sources);
    targets = Map.copyOf(targets);
  }

  static SimulatedDefinition first() {
    return new SimulatedDefinition(Set.of(1), "v1", Map.of(PAGES, Shape.table("output")));
  }

  SimulatedDefinition withSources(Integer... newSources) {
    return new SimulatedDefinition(Set.of(newSources), logic, targets);
  }

  SimulatedDefinition withLogic(String newLogic) {
    return new SimulatedDefinition(sources, newLogic, targets);
  }

  SimulatedDefinition with(String target, Shape shape) {
    Map<String, Shape> others = new TreeMap<>(targets);
    others.put(target, shape);
    return new SimulatedDefinition(sources, logic, others);
  }

  SimulatedDefinition without(String target) {
    Map<String, Shape> others = new TreeMap<>(targets);
    others.remove(target);
    return new SimulatedDefinition(sources, logic, others);
  }

  Shape pages() {
    return targets.getOrDefault(PAGES, Shape.table("output"));
  }

  /** The first target built anew. */
  SimulatedDefinition recreated(String option) {
    return with(PAGES, pages().withOption(option));
  }

  /** The rows of the first target written again. */
  SimulatedDefinition rewritten(String column) {
    return with(PAGES, pages().withColumn(column));
  }

  SimulatedDefinition switchingShared() {
    return with(PAGES, pages().switchingShared());
  }

  static DeclaredSource declaredSource(int source) {
    return new DeclaredSource("source " + source, "simulated", Integer.toString(source));
  }

  List<DeclaredSource> declaredSources() {
    return sources.stream().sorted().map(SimulatedDefinition::declaredSource).toList();
  }

  List<DeclaredTarget> declaredTargets() {
    return new TreeMap<>(targets)
        .entrySet().stream().map(entry -> entry.getValue().declared(entry.getKey())).toList();
  }

  /**
   * What the function declares for this content, in this order.
   *
   * @throws IllegalStateException if it fails
   */
  List<Cell> cells(String content) {
    List<Cell> cells = new ArrayList<>();
    for (String part : content.split(" ")) {
      if (part.equals("fail")) {
        throw new IllegalStateException("the content asks to fail");
      }
      if (!part.isEmpty()) {
        String[] rowAndValue = part.split("=");
        cells.add(new Cell(rowAndValue[0], rowAndValue[1] + "@" + logic));
      }
    }
    return cells;
  }

  /** How the targets of simulated flows take changes. */
  static final class TargetRules implements Connectors {
    @Override
    public Compatibility compatibility(DeclaredTarget previous, DeclaredTarget current) {
      return previous.spec().equals(current.spec())
          ? Compatibility.REWRITE_ROWS
          : Compatibility.RECREATE;
    }

    @Override
    public boolean dropDeletesRows(DeclaredTarget target) {
      return target.type().equals(TABLE);
    }

    @Override
    public String describe(String type, String persistentKey) {
      return type + " " + persistentKey;
    }
  }
}
