package dev.freshet.engine.setup;

import java.time.Duration;

/**
 * @param length how long a silent holder keeps the flow
 * @param renewal how often a holder shows that it lives
 * @param glance how often an observer looks
 */
record Lease(Duration length, Duration renewal, Duration glance) {
  static final Lease DEFAULT =
      new Lease(Duration.ofSeconds(15), Duration.ofSeconds(5), Duration.ofMillis(200));
}
