package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;

/** A run that could not do what it was asked; the message is one for users. */
public final class RunFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** The run failed. */
  public static final int FAILED = 1;

  /** It was asked for something wrong, and nothing was applied. */
  public static final int WRONG = 2;

  private final int exitCode;

  public RunFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  static RunFailure wrong(String message, @Nullable Throwable cause) {
    return new RunFailure(WRONG, message, cause);
  }

  static RunFailure failed(String message, @Nullable Throwable cause) {
    return new RunFailure(FAILED, message, cause);
  }

  public int exitCode() {
    return exitCode;
  }
}
