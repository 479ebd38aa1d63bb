package dev.freshet.extracttext;

import dev.freshet.api.Nullable;

/** A document whose text cannot be had; the message says why. */
public final class DocumentFailure extends Exception {
  private static final long serialVersionUID = 1L;

  DocumentFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
