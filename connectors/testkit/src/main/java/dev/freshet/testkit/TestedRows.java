package dev.freshet.testkit;

import dev.freshet.api.Target;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.item.RowEncoder;
import dev.freshet.engine.row.DeclaredRow;

/** Encodes the rows that the function of one source declares. */
record TestedRows(FlowDefinition flow, SourceDefinition source, TestedFlow state)
    implements RowEncoder {

  @Override
  public <R extends Record> DeclaredRow encode(Target<R> handle, R row) {
    TargetDefinition<R> target = flow.target(handle);
    if (!source.targets().contains(target.name())) {
      throw new IllegalArgumentException(
          "The function of source "
              + source.name()
              + " does not hold target "
              + target.name()
              + "; let the lambda capture it, or make it a component of the function's record");
    }
    TestedTarget tested = state.target(target.name());
    RowCodec<R> codec = new RowCodec<>(target.rows());
    return DeclaredRow.of(tested.generation(), tested.revision(), codec.key(row), codec.value(row));
  }

  @Override
  public String describe(DeclaredRow row) {
    TestedTarget target = state.targetOf(row.generation());
    return target == null
        ? "a target"
        : "target " + target.name() + ", key " + target.codec().describeKey(row.key());
  }
}
