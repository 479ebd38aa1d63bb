package dev.freshet.api;

/** Changes may have been missed; the source must be listed again. */
public class PositionLost extends Exception {
  private static final long serialVersionUID = 1L;

  public PositionLost(String message) {
    super(message);
  }
}
