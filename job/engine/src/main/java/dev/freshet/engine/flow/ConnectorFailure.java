package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;

/**
 * A connector failed at something; the message names it, and what it was about. Can be read where
 * the classes of the connector are not.
 */
public final class ConnectorFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ConnectorFailure(String message, @Nullable Throwable cause) {
    super(message, cause == null ? null : new Cause(cause));
  }

  /** Says what the exception of the connector said. */
  private static final class Cause extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    Cause(Throwable original) {
      super(
          original.getMessage(),
          original.getCause() == null ? null : new Cause(original.getCause()));
      text = original.toString();
      setStackTrace(original.getStackTrace());
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
