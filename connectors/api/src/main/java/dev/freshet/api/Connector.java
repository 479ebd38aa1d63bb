package dev.freshet.api;

/**
 * The code behind a spec, found with {@link java.util.ServiceLoader} by its public no-argument
 * constructor.
 *
 * <p>The engine makes one instance per parallel subtask and calls it from one thread at a time.
 * When a method throws, that instance is closed and a new one takes its place, so no connector
 * needs code to reconnect.
 */
public interface Connector<S> {
  /** The name in YAML and in state, in kebab case. It never changes. */
  String type();

  Class<S> specType();

  /**
   * Refuses options that can never work. Touches nothing outside. Called whenever a flow is
   * defined.
   *
   * @throws IllegalArgumentException saying what was wanted, what was found and what to do
   */
  default void check(Setup<S> setup) {}

  /**
   * The address of the place, as written and without credentials: two setups with the same address
   * are the same place. An edit that changes it is a drop and a create. Touches nothing outside.
   */
  String persistentKey(Setup<S> setup);

  /** The place as a person would name it, for plans and messages. */
  default String describe(String persistentKey) {
    return persistentKey;
  }

  /**
   * Brings the structure (table, directory, collection, replication slot) to its current state.
   * Called on the client before the job starts. It may be repeated, and after an interruption it
   * may find any mixture of both states; on return the current state is in place and durable.
   */
  default void applySetupChange(SetupChange<S> change) throws Exception {}

  /** Called after the last call, and after a call that threw. */
  default void close() throws Exception {}
}
