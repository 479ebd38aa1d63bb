package dev.freshet.opensearch;

/** A row that an index cannot hold; the reason names the component. */
final class RowRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  RowRefused(String reason) {
    super(reason);
    this.reason = reason;
  }

  String reason() {
    return reason;
  }
}
