package dev.freshet.postgres;

/** A value that its column can never hold. */
final class RowRefused extends Exception {
  private static final long serialVersionUID = 1L;

  RowRefused(String reason) {
    super(reason, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
