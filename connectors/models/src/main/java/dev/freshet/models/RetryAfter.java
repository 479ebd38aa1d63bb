package dev.freshet.models;

import dev.freshet.api.Nullable;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header of RFC 9110, section 10.2.3: seconds, or a date. */
final class RetryAfter {
  private RetryAfter() {}

  /** How long the server wants to be left alone; null if it does not say. */
  static @Nullable Duration of(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("").strip();
    return of(value, Instant.now());
  }

  static @Nullable Duration of(String value, Instant now) {
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
