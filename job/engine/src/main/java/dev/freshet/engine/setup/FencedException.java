package dev.freshet.engine.setup;

/** A newer run took the flow over; this one must not write any more. */
public final class FencedException extends StateException {
  private static final long serialVersionUID = 1L;

  FencedException(String message) {
    super(message);
  }
}
