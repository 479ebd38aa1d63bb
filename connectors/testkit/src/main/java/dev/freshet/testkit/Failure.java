package dev.freshet.testkit;

import dev.freshet.api.Nullable;
import org.junit.jupiter.api.AssertionFailureBuilder;

/** Ends a test with a message that names the problem. */
final class Failure {
  private Failure() {}

  static AssertionError of(String message) {
    return of(message, null);
  }

  static AssertionError of(String message, @Nullable Throwable cause) {
    return AssertionFailureBuilder.assertionFailure().reason(message).cause(cause).build();
  }

  /** A call of a connector, which may throw anything. */
  @FunctionalInterface
  interface Call<T extends @Nullable Object> {
    T run() throws Exception;
  }

  /**
   * Runs what must not fail.
   *
   * @param what says who does what: {@code prepare}
   */
  static <T extends @Nullable Object> T unless(String what, Call<T> call) {
    try {
      return call.run();
    } catch (Exception | LinkageError | StackOverflowError e) {
      throw of(what + " threw " + e, e);
    }
  }
}
