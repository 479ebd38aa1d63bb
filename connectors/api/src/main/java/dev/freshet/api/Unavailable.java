package dev.freshet.api;

import java.time.Duration;

/** The system as a whole cannot be used now; no row is to blame. The engine waits and repeats. */
public class Unavailable extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Duration retryAfter;

  public Unavailable(String message) {
    this(message, null, null);
  }

  public Unavailable(String message, @Nullable Throwable cause) {
    this(message, cause, null);
  }

  /**
   * @param retryAfter how long the system asked to be left alone, if it did
   */
  public Unavailable(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }
}
