package dev.freshet.api.internal;

/** A row that its target can never hold, for a reason that names what of it. */
public final class RowRefused extends Exception {
  private static final long serialVersionUID = 1L;

  private final String reason;

  public RowRefused(String reason) {
    super(reason, null, false, false);
    this.reason = reason;
  }

  public String reason() {
    return reason;
  }
}
