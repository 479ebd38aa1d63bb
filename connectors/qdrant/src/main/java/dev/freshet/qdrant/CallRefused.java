package dev.freshet.qdrant;

import io.grpc.Status;
import java.io.IOException;

/** The server answered a call with an error that waiting alone does not cure. */
final class CallRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final Status.Code code;

  CallRefused(String message, Status.Code code, Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  Status.Code code() {
    return code;
  }

  /** Whether every row would have been refused the same way. */
  boolean blamesNoRow() {
    return switch (code) {
      case UNAUTHENTICATED, PERMISSION_DENIED, NOT_FOUND, UNIMPLEMENTED, UNAVAILABLE -> true;
      default -> false;
    };
  }
}
