package dev.freshet.engine.flow;

/** A step of a chain that failed for an item; says which, in the words of its exception. */
final class StepFailure extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailure(String step, Exception cause) {
    super(step + ": " + Problems.reason(cause), cause);
  }
}
