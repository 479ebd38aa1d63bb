package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;

/** A connector failed at something; the message names it, and what it was about. */
public final class ConnectorFailure extends Exception {
  private static final long serialVersionUID = 1L;

  ConnectorFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
