package dev.freshet.s3;

import java.io.IOException;

/** A bucket that is not there or not here, or credentials that are wrong: no object is to blame. */
final class PlaceUnusable extends IOException {
  private static final long serialVersionUID = 1L;

  PlaceUnusable(String message, Throwable cause) {
    super(message, cause);
  }
}
