package dev.freshet.engine;

import dev.freshet.api.Key;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.row.Claimant;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A simulated flow as one run declares it. An item with the content {@code a=1 b=2} declares two
 * rows, one without content none; {@code fail} fails it.
 *
 * @param sources that the flow has
 * @param logic names the function's code; every value ends with it
 * @param generation of the target; raised when it was emptied
 * @param revision of the target; raised when its rows must be written again, or when {@code shared}
 *     is switched
 */
record SimulatedDefinition(
    Set<Integer> sources, String logic, int generation, int revision, boolean shared) {
  static final Comparator<Claimant> CLAIMANT_ORDER =
      Comparator.comparingInt(Claimant::source).thenComparing(Claimant::key);

  /** What the function declares. */
  record Cell(@Key String row, String value) {}

  SimulatedDefinition {
    sources = Set.copyOf(sources);
  }

  static SimulatedDefinition first() {
    return new SimulatedDefinition(Set.of(1), "v1", 1, 1, false);
  }

  SimulatedDefinition withSources(Integer... newSources) {
    return new SimulatedDefinition(Set.of(newSources), logic, generation, revision, shared);
  }

  SimulatedDefinition withLogic(String newLogic) {
    return new SimulatedDefinition(sources, newLogic, generation, revision, shared);
  }

  SimulatedDefinition withGeneration(int newGeneration) {
    return new SimulatedDefinition(sources, logic, newGeneration, revision, shared);
  }

  SimulatedDefinition withRevision(int newRevision) {
    return new SimulatedDefinition(sources, logic, generation, newRevision, shared);
  }

  SimulatedDefinition switchingShared() {
    return new SimulatedDefinition(sources, logic, generation, revision + 1, !shared);
  }

  /** Decides whether items run again. */
  Fingerprint logicFingerprint() {
    return Fingerprint.of(
        new BinaryWriter().putString(logic).putVarInt(generation).putVarInt(revision));
  }

  /** Decides whether shards emit all their items again, and whether a digest still holds. */
  Fingerprint fingerprint() {
    BinaryWriter out = new BinaryWriter();
    logicFingerprint().write(out);
    new TreeSet<>(sources).forEach(out::putVarInt);
    return Fingerprint.of(out);
  }

  /**
   * The rows that an item with this content declares.
   *
   * @throws IllegalStateException if it fails
   */
  Map<String, String> rows(String content) {
    Map<String, String> rows = new TreeMap<>();
    for (String part : content.split(" ")) {
      if (part.equals("fail")) {
        throw new IllegalStateException("the content asks to fail");
      }
      if (!part.isEmpty()) {
        String[] rowAndValue = part.split("=");
        rows.put(rowAndValue[0], rowAndValue[1] + "@" + logic);
      }
    }
    return rows;
  }
}
