package dev.freshet.api;

import java.util.List;

/**
 * Writes rows to one kind of target.
 *
 * @param <S> the spec
 * @param <P> what {@link #prepare} returns: whatever {@link #mutate} needs per target
 * @param <K> how keys arrive: the key component's own type (if there is one), a record whose
 *     components are bound by name, or {@link Row}
 * @param <V> how the other components arrive: a record bound by name, or {@link Row}
 */
public interface TargetConnector<S extends TargetSpec, P, K, V> extends Connector<S> {
  /**
   * Opens what one target needs. Called once per target and instance, before its first mutation;
   * the result is closed with the instance if it is {@link AutoCloseable}.
   */
  P prepare(Setup<S> setup) throws Exception;

  /**
   * Applies mutations of one or several targets of this type, each key at most once per target.
   * What is here arrived in order and only after a checkpoint holds it. A call may be repeated,
   * whole or split, and must leave what doing it once leaves. On return everything survives the
   * death of the process.
   *
   * @throws Unavailable if the system as a whole cannot be reached now: the engine waits and
   *     repeats
   * @throws Exception anything else fails this batch; the engine splits it to find the bad row
   */
  void mutate(List<TargetMutations<P, K, V>> all) throws Exception;

  /**
   * Called after the first commit that completes a generation's rows, for what is best built after
   * loading (indexes). May be repeated.
   */
  default void loaded(Setup<S> setup) throws Exception {}

  /** What an edit of spec or schema needs. A changed key is always {@code RECREATE}. */
  default Compatibility compatibility(Setup<S> previous, Setup<S> current) {
    return previous.equals(current) ? Compatibility.COMPATIBLE : Compatibility.REWRITE_ROWS;
  }

  /**
   * Whether a {@link SetupChange.Drop} takes the rows away with the structure, as dropping a table
   * does. When false (a directory that may hold other files), the engine first deletes its own rows
   * one by one, then drops.
   */
  default boolean dropDeletesRows() {
    return true;
  }
}
