package dev.freshet.opensearch;

import java.io.IOException;

/** The server answered a call with an error that waiting alone does not cure. */
final class CallRefused extends IOException {
  private static final long serialVersionUID = 1L;

  private final ServerError error;

  CallRefused(String message, ServerError error) {
    super(message);
    this.error = error;
  }

  ServerError error() {
    return error;
  }
}
