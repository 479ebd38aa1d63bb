package dev.freshet.api.internal;

import dev.freshet.api.Nullable;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** The header {@code Retry-After} of RFC 9110, section 10.2.3: seconds, or a date. */
public final class RetryAfter {
  private RetryAfter() {}

  /**
   * How long a server wants to be left alone; null if it does not say.
   *
   * @param value of the header; null or empty without one
   */
  public static @Nullable Duration of(@Nullable String value, Instant now) {
    String text = value == null ? "" : value.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
