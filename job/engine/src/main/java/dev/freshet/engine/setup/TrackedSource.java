package dev.freshet.engine.setup;

/**
 * A source that has items in the flow's state.
 *
 * @param id never given to another source
 * @param leaving no longer declared; its claims are being released
 */
public record TrackedSource(int id, DeclaredSource source, boolean leaving) {
  TrackedSource leaves() {
    return new TrackedSource(id, source, true);
  }

  TrackedSource stays() {
    return new TrackedSource(id, source, false);
  }
}
