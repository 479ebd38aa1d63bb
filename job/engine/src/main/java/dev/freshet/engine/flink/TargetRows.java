package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.api.internal.CanonicalEncoding;
import dev.freshet.engine.encoding.RecordType;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.item.RowEncoder;
import dev.freshet.engine.row.DeclaredRow;
import dev.freshet.engine.setup.SetupState;
import dev.freshet.engine.setup.TrackedTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Encodes the rows that one source's function declares, for its targets as the setup numbers them.
 * Thread safe.
 */
final class TargetRows implements RowEncoder {
  private final FlowDefinition definition;
  private final SourceDefinition source;
  private final Map<String, TrackedTarget> tracked = new HashMap<>();
  private final Map<Integer, TrackedTarget> byGeneration = new HashMap<>();

  TargetRows(FlowDefinition definition, SourceDefinition source, SetupState setup) {
    this.definition = definition;
    this.source = source;
    for (TargetDefinition<?> target : definition.targets()) {
      setup
          .target(target.name())
          .ifPresent(
              found -> {
                tracked.put(target.name(), found);
                byGeneration.put(found.generation(), found);
              });
    }
  }

  @Override
  public <R extends Record> @Nullable DeclaredRow encode(Target<R> handle, R row) {
    TargetDefinition<R> target = definition.target(handle);
    if (!source.targets().contains(target.name())) {
      throw new IllegalArgumentException(
          "The function of source "
              + source.name()
              + " does not hold target "
              + target.name()
              + ", so it would not run again when that target is emptied; let the lambda capture it,"
              + " or make it a component of the function's record");
    }
    TrackedTarget place = tracked.get(target.name());
    if (place == null) {
      return null;
    }
    RecordType<R> type = target.rows();
    List<Object> values = type.values(row);
    return DeclaredRow.of(
        place.generation(), place.revision(), type.encodeKey(values), type.encodeValue(values));
  }

  @Override
  public String describe(DeclaredRow row) {
    TrackedTarget target = byGeneration.get(row.generation());
    if (target == null) {
      return "a target";
    }
    List<?> key = CanonicalEncoding.decode(target.setup().schema().key(), row.key()).values();
    return "target " + target.name() + ", key " + (key.size() == 1 ? key.get(0) : key);
  }
}
