package dev.freshet.testkit;

import dev.freshet.api.Compatibility;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.flow.TargetDefinition;
import java.time.Duration;

/** A target of a tested flow and what it holds. */
record TestedTarget(
    int generation,
    int revision,
    TargetDefinition<?> definition,
    RowCodec<?> codec,
    MemoryRows rows) {
  private static final Duration CALL_DEADLINE = Duration.ofSeconds(10);

  static TestedTarget created(int generation, TargetDefinition<?> definition) {
    return new TestedTarget(
        generation, 1, definition, new RowCodec<>(definition.rows()), new MemoryRows());
  }

  /** The same rows under an edited declaration; written again at once if it says so. */
  TestedTarget edited(TargetDefinition<?> next, boolean rewrite) {
    return new TestedTarget(
        generation, rewrite ? revision + 1 : revision, next, new RowCodec<>(next.rows()), rows);
  }

  String name() {
    return definition.name();
  }

  /**
   * What an edit of the declaration means for the rows. Rows of another type are written anew,
   * since those that are here could not be handed out as records of that type.
   */
  <S extends TargetSpec> Compatibility compatibility(
      TargetConnector<S, ?, ?, ?> connector, TargetDefinition<?> next) {
    Setup<S> before = setup(definition);
    Setup<S> after = setup(next);
    if (!connector.persistentKey(before).equals(connector.persistentKey(after))
        || !before.schema().equals(after.schema())) {
      return Compatibility.RECREATE;
    }
    return before.spec().equals(after.spec())
        ? Compatibility.COMPATIBLE
        : connector.compatibility(before, after);
  }

  @SuppressWarnings("unchecked")
  private static <S> Setup<S> setup(TargetDefinition<?> definition) {
    return (Setup<S>) (Setup<?>) definition.setup(CALL_DEADLINE);
  }
}
