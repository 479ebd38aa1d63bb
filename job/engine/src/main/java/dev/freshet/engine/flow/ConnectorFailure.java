package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Unavailable;

/**
 * A connector failed at something; the message names it, and what it was about. Can be read where
 * the classes of the connector are not.
 */
public final class ConnectorFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ConnectorFailure(String message, @Nullable Throwable cause) {
    super(KnownSecrets.masked(message), cause == null ? null : new Cause(cause));
  }

  /**
   * The exception itself where the engine knows its class and those of its causes, and none of them
   * says a credential; otherwise one that says the same without it: Flink reads it again without
   * the connector's classes, and logs it.
   */
  static Exception readable(Exception failure) {
    if (KnownSecrets.areIn(failure)) {
      return standIn(failure);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getClassLoader() instanceof IsolatedClassLoader) {
        return standIn(failure);
      }
    }
    return failure;
  }

  /** The exception itself unless it says a credential; else one that says the same without it. */
  static Exception discreet(Exception failure) {
    if (failure instanceof RuntimeException unchecked) {
      return discreet(unchecked);
    }
    return KnownSecrets.areIn(failure) && !(failure instanceof PositionLost)
        ? standIn(failure)
        : failure;
  }

  static RuntimeException discreet(RuntimeException failure) {
    if (!KnownSecrets.areIn(failure)) {
      return failure;
    }
    String text = KnownSecrets.masked(String.valueOf(failure.getMessage()));
    return failure instanceof IllegalArgumentException
        ? new IllegalArgumentException(text, new Cause(failure))
        : new IllegalStateException(text, new Cause(failure));
  }

  private static Exception standIn(Exception failure) {
    String message = failure.getMessage();
    String text =
        KnownSecrets.masked(message == null || message.isBlank() ? failure.toString() : message);
    return failure instanceof Unavailable unavailable
        ? new Unavailable(text, new Cause(failure), unavailable.retryAfter())
        : new ConnectorFailure(text, failure);
  }

  /** Says what the exception of the connector said. */
  private static final class Cause extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    Cause(Throwable original) {
      super(
          original.getMessage() == null ? null : KnownSecrets.masked(original.getMessage()),
          original.getCause() == null ? null : new Cause(original.getCause()));
      text = KnownSecrets.masked(original.toString());
      setStackTrace(original.getStackTrace());
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
