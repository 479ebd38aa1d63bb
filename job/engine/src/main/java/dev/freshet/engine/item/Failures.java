package dev.freshet.engine.item;

import dev.freshet.api.Nullable;

/** Puts an exception of a function or connector into the words of a report. */
public final class Failures {
  private Failures() {}

  public static String describe(@Nullable Throwable failure) {
    if (failure == null) {
      return "unknown";
    }
    String message = failure.getMessage();
    String type = failure.getClass().getSimpleName();
    return message == null || message.isBlank() ? type : type + ": " + message;
  }
}
