package dev.freshet.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.freshet.engine.SimulatedDefinition.Shape;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rows of a rebuild into empty targets, in the order of sources and items.
 *
 * @param targets the rows by target; none for a key that is contested
 * @param conflicts keys, as target/key, for which items declare different values, so that either
 *     may stand
 */
record SimulatedRebuild(
    SimulatedDefinition definition,
    Map<String, Map<String, String>> targets,
    Map<String, Set<String>> conflicts) {

  static SimulatedRebuild of(
      SimulatedDefinition definition, Map<Integer, SimulatedSource> sources) {
    Map<String, String> first = new TreeMap<>();
    Map<String, Set<String>> values = new TreeMap<>();
    for (int source : new TreeSet<>(definition.sources())) {
      for (SimulatedSource.Item item : sources.get(source).items().values()) {
        for (SimulatedDefinition.Cell cell : definition.cells(item.content())) {
          first.putIfAbsent(cell.row(), cell.value());
          values.computeIfAbsent(cell.row(), missing -> new TreeSet<>()).add(cell.value());
        }
      }
    }
    SimulatedRebuild rebuilt = new SimulatedRebuild(definition, new TreeMap<>(), new TreeMap<>());
    definition.targets().forEach((name, shape) -> rebuilt.add(name, shape, first, values));
    return rebuilt;
  }

  private void add(
      String name, Shape shape, Map<String, String> first, Map<String, Set<String>> values) {
    Map<String, String> rows = new TreeMap<>();
    first.forEach(
        (row, value) -> {
          if (shape.shared() || values.getOrDefault(row, Set.of()).size() == 1) {
            rows.put(row, SimulatedTarget.shown(shape, value));
          } else {
            Set<String> any = new TreeSet<>();
            values
                .getOrDefault(row, Set.of())
                .forEach(v -> any.add(SimulatedTarget.shown(shape, v)));
            conflicts.put(name + "/" + row, any);
          }
        });
    targets.put(name, rows);
  }

  /** The rows of the first target. */
  Map<String, String> rows() {
    return targets.getOrDefault(SimulatedDefinition.PAGES, Map.of());
  }

  /** Whether every target holds these rows and those of others, and nothing else holds any. */
  void expectIn(SimulatedTarget target) {
    Set<String> places = new TreeSet<>();
    definition
        .targets()
        .forEach(
            (name, shape) -> {
              places.add(shape.type() + " " + shape.place());
              Map<String, String> rows = new TreeMap<>(target.rows(shape));
              conflicts.forEach(
                  (row, any) -> {
                    if (row.startsWith(name + "/")) {
                      assertThat(any).contains(rows.remove(row.substring(name.length() + 1)));
                    }
                  });
              Map<String, String> expected = new TreeMap<>(targets.getOrDefault(name, Map.of()));
              expected.putAll(target.foreignRows(shape.type(), shape.place()));
              assertThat(rows).as("rows of " + name).isEqualTo(expected);
            });
    target.expectNothingOfOursExcept(places);
  }
}
