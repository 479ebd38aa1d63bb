package dev.freshet.engine.flow;

import dev.freshet.api.Compatibility;
import dev.freshet.api.FindsRows;
import dev.freshet.api.ListsRows;
import dev.freshet.api.Nullable;
import dev.freshet.api.Setup;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetMutations;
import dev.freshet.api.TargetSpec;
import dev.freshet.api.Upsert;
import java.util.List;
import java.util.function.Consumer;

/** A target connector as the engine sees it. */
class GuardedTarget<S extends TargetSpec, P, K, V> extends GuardedConnector<S>
    implements TargetConnector<S, P, K, V> {
  private final TargetConnector<S, P, K, V> connector;

  private GuardedTarget(TargetConnector<S, P, K, V> connector) {
    super(connector);
    this.connector = connector;
  }

  static <S extends TargetSpec, P, K, V> TargetConnector<S, P, K, V> of(
      TargetConnector<S, P, K, V> connector) {
    return connector instanceof ListsRows<?, ?, ?>
        ? new Listing<>(connector)
        : new GuardedTarget<>(connector);
  }

  @Nullable
  FindsRows<S> finder() {
    if (!(connector instanceof FindsRows<?>)) {
      return null;
    }
    @SuppressWarnings("unchecked")
    FindsRows<S> finder = (FindsRows<S>) connector;
    return (setup, search) -> calls.discreet(() -> finder.findRows(setup, search));
  }

  /** The class that the user wrote. */
  static Class<?> classOf(TargetConnector<?, ?, ?, ?> connector) {
    return connector instanceof GuardedTarget<?, ?, ?, ?> guarded
        ? guarded.connector.getClass()
        : connector.getClass();
  }

  /** One that can list its rows. */
  private static final class Listing<S extends TargetSpec, P, K, V>
      extends GuardedTarget<S, P, K, V> implements ListsRows<P, K, V> {
    private final ListsRows<P, K, V> lister;

    @SuppressWarnings("unchecked")
    Listing(TargetConnector<S, P, K, V> connector) {
      super(connector);
      this.lister = (ListsRows<P, K, V>) connector;
    }

    @Override
    public void listRows(P prepared, Consumer<Upsert<K, V>> rows) throws Exception {
      calls.discreet(() -> lister.listRows(prepared, rows));
    }
  }

  @Override
  public Compatibility compatibility(Setup<S> previous, Setup<S> current) {
    return calls.answer("compatibility", () -> connector.compatibility(previous, current));
  }

  @Override
  public boolean dropDeletesRows() {
    return calls.answer("dropDeletesRows", connector::dropDeletesRows);
  }

  @Override
  public P prepare(Setup<S> setup) throws Exception {
    return calls.prepared("prepare", setup.name(), () -> connector.prepare(setup));
  }

  @Override
  public void mutate(List<TargetMutations<P, K, V>> all) throws Exception {
    calls.readable(() -> connector.mutate(all));
  }

  @Override
  public void loaded(Setup<S> setup) throws Exception {
    calls.named("loaded", setup.name(), () -> connector.loaded(setup));
  }
}
