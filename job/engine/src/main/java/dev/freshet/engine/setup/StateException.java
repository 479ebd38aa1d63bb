package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import java.io.IOException;

/** The state directory does not allow the run; the message says what was found and what to do. */
public class StateException extends IOException {
  private static final long serialVersionUID = 1L;

  public StateException(String message) {
    super(message);
  }

  public StateException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
