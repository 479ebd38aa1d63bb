package dev.freshet.api;

/** One structural change of a source or target. */
public sealed interface SetupChange<S> {
  record Create<S>(Setup<S> current) implements SetupChange<S> {}

  record Alter<S>(Setup<S> previous, Setup<S> current) implements SetupChange<S> {}

  record Drop<S>(Setup<S> previous) implements SetupChange<S> {}
}
