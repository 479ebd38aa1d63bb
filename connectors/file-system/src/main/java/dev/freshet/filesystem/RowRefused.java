package dev.freshet.filesystem;

/** This row can have no file. */
final class RowRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  RowRefused(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
