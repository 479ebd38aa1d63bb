package dev.freshet.testkit;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Nullable;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.Fingerprint;
import dev.freshet.engine.flow.Connectors;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.item.ItemState;
import dev.freshet.engine.item.ShardState;
import dev.freshet.engine.item.Trouble;
import dev.freshet.engine.row.RowState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What lasts from one update of a tested flow to the next, as the state of a job does. A source is
 * known by its name.
 */
final class TestedFlow {
  final Map<Integer, ShardState> shards = new TreeMap<>();
  final Map<Fingerprint, ItemState> items = new LinkedHashMap<>();
  final Map<Fingerprint, Trouble> troubles = new LinkedHashMap<>();
  final Map<Fingerprint, RowState> rows = new LinkedHashMap<>();
  private final Map<String, Integer> sourceIds = new TreeMap<>();
  private Map<String, TestedTarget> targets = new LinkedHashMap<>();
  private int generations;
  private long epoch;
  private long scan;

  void become(FlowDefinition flow, ClassLoader loader) {
    Connectors connectors = Connectors.discover(loader);
    Map<String, TestedTarget> next = new LinkedHashMap<>();
    for (TargetDefinition<?> target : flow.targets()) {
      next.put(target.name(), next(targets.get(target.name()), target, connectors));
    }
    targets = next;
    for (SourceDefinition source : flow.sources()) {
      sourceIds.putIfAbsent(source.name(), sourceIds.size() + 1);
    }
    epoch++;
  }

  private TestedTarget next(
      @Nullable TestedTarget before, TargetDefinition<?> target, Connectors connectors) {
    if (before == null || !before.definition().type().equals(target.type())) {
      return TestedTarget.created(++generations, target);
    }
    boolean switched = before.definition().shared() != target.shared();
    Compatibility edit = before.compatibility(connectors.newTarget(target.type()), target);
    return edit == Compatibility.RECREATE
        ? TestedTarget.created(++generations, target)
        : before.edited(target, switched || edit == Compatibility.REWRITE_ROWS);
  }

  int sourceId(String name) {
    return Objects.requireNonNull(sourceIds.get(name), name);
  }

  String sourceName(int id) {
    return sourceIds.entrySet().stream()
        .filter(source -> source.getValue() == id)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("a source that left the flow");
  }

  TestedTarget target(String name) {
    return Objects.requireNonNull(targets.get(name), name);
  }

  @Nullable
  TestedTarget targetOf(int generation) {
    return targets.values().stream()
        .filter(target -> target.generation() == generation)
        .findFirst()
        .orElse(null);
  }

  long epoch() {
    return epoch;
  }

  long nextScan() {
    return ++scan;
  }

  /** Of everything that decides what an item of this source declares. */
  Fingerprint logic(SourceDefinition source) {
    BinaryWriter out = new BinaryWriter(128);
    source.code().write(out);
    for (String name : new TreeSet<>(source.targets())) {
      TestedTarget target = target(name);
      out.putString(name).putVarInt(target.generation()).putVarInt(target.revision());
      CanonicalEncoding.writeSchema(target.codec().schema().key(), out);
      CanonicalEncoding.writeSchema(target.codec().schema().value(), out);
    }
    return Fingerprint.of(out);
  }
}
