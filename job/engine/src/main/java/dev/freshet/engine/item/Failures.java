package dev.freshet.engine.item;

import dev.freshet.api.Nullable;

/** Puts an exception of a function or connector into the words of a report. */
public final class Failures {
  private Failures() {}

  /** The message alone, where it was written for users; else what kind of failure it was. */
  public static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }

  public static String describe(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    String message = failure.getMessage();
    String type = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? type : type + ": " + message;
  }
}
