package dev.freshet.engine.setup;

/** Another run holds the flow. */
public final class LockedException extends StateException {
  private static final long serialVersionUID = 1L;

  LockedException(String message) {
    super(message);
  }
}
