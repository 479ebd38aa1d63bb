package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Setup;
import dev.freshet.api.SourceSpec;
import dev.freshet.engine.encoding.Fingerprint;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * One source of a flow and what happens to its items.
 *
 * @param refreshInterval null if live mode lists it once only
 * @param concurrency how many calls of the function run at once per worker process
 * @param removals how many items may go at once
 * @param code of the function, its options and the types of the rows it declares; the generations
 *     and revisions of its targets are not in it
 * @param targets the names of the targets that the function holds: it cannot declare to others
 */
public record SourceDefinition(
    String name,
    String type,
    SourceSpec spec,
    @Nullable Duration refreshInterval,
    boolean watch,
    int concurrency,
    RemovalLimit removals,
    ItemFunction function,
    Fingerprint code,
    Set<String> targets) {
  static final RowSchema NO_ROWS = new RowSchema(List.of(), List.of());

  /** The function, to be called on any thread. */
  public ItemFunction callable() {
    if (!(function.getClass().getClassLoader() instanceof IsolatedClassLoader own)) {
      return function;
    }
    return (item, context) -> {
      ConnectorCalls.Action<Exception> apply = () -> function.apply(item, context);
      own.asContext(apply.asCall());
    };
  }

  public Setup<SourceSpec> setup(Duration callDeadline) {
    return new Setup<>(name, spec, NO_ROWS, callDeadline);
  }
}
