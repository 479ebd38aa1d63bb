package dev.freshet.engine.setup;

/** Carries out the steps of a plan; the engine's implementation calls the connectors. */
public interface Structure {
  /** On return the change is durable. May be repeated, and may find any mixture of both states. */
  void apply(SetupStep step) throws Exception;
}
