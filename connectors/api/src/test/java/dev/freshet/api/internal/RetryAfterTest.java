package dev.freshet.api.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {
  private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");

  @Test
  void isSecondsOrADate() {
    assertThat(RetryAfter.of("7", NOW)).isEqualTo(Duration.ofSeconds(7));
    assertThat(RetryAfter.of("Mon, 23 Nov 2026 06:01:30 GMT", NOW))
        .isEqualTo(Duration.ofSeconds(90));
    assertThat(RetryAfter.of("Mon, 23 Nov 2026 05:00:00 GMT", NOW)).isEqualTo(Duration.ZERO);
    assertThat(RetryAfter.of("", NOW)).isNull();
    assertThat(RetryAfter.of(null, NOW)).isNull();
    assertThat(RetryAfter.of("soon", NOW)).isNull();
  }
}
