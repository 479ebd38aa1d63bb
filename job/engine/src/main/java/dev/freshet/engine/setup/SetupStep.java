package dev.freshet.engine.setup;

/** One call of a connector's {@code applySetupChange}. */
public sealed interface SetupStep {
  /** Whether both belong to one change, which is done when the last of its steps is. */
  boolean isOfSameChangeAs(SetupStep other);

  /** Of the structure of a target. */
  sealed interface OfTarget extends SetupStep {
    int generation();

    @Override
    default boolean isOfSameChangeAs(SetupStep other) {
      return other instanceof OfTarget that && generation() == that.generation();
    }
  }

  /** Of what is set up for a source. */
  sealed interface OfSource extends SetupStep {
    int source();

    @Override
    default boolean isOfSameChangeAs(SetupStep other) {
      return other instanceof OfSource that && source() == that.source();
    }
  }

  record Create(int generation, DeclaredTarget current) implements OfTarget {}

  record Alter(int generation, DeclaredTarget previous, DeclaredTarget current)
      implements OfTarget {}

  record Drop(int generation, DeclaredTarget previous) implements OfTarget {}

  record CreateSource(int source, DeclaredSource current) implements OfSource {}

  record AlterSource(int source, DeclaredSource previous, DeclaredSource current)
      implements OfSource {}

  record DropSource(int source, DeclaredSource previous) implements OfSource {}
}
