package dev.freshet.opensearch;

import java.io.IOException;

/** The server's certificate is not one that is trusted. */
final class NotTrusted extends IOException {
  private static final long serialVersionUID = 1L;

  NotTrusted(String message, Throwable cause) {
    super(message, cause);
  }
}
