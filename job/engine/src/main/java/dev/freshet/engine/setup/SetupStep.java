package dev.freshet.engine.setup;

/** One call of a connector's {@code applySetupChange}. */
public sealed interface SetupStep {
  int generation();

  record Create(int generation, DeclaredTarget current) implements SetupStep {}

  record Alter(int generation, DeclaredTarget previous, DeclaredTarget current)
      implements SetupStep {}

  record Drop(int generation, DeclaredTarget previous) implements SetupStep {}
}
