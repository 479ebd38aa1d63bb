package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Values of the JDK whose text says all that they are. */
final class PlainValues {
  private static final Set<Class<?>> FINAL =
      Set.of(
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Character.class,
          String.class,
          BigDecimal.class,
          BigInteger.class,
          Duration.class,
          Instant.class,
          LocalDate.class,
          LocalTime.class,
          LocalDateTime.class,
          OffsetDateTime.class,
          ZonedDateTime.class,
          Period.class,
          UUID.class,
          URI.class,
          Locale.class);

  /** Types whose instances are of other classes, or whose text needs more than toString. */
  private static final Map<Class<?>, Function<Object, String>> OTHERS =
      Map.of(
          Path.class, Object::toString,
          Charset.class, charset -> ((Charset) charset).name(),
          ZoneId.class, zone -> ((ZoneId) zone).getId(),
          Pattern.class, pattern -> ((Pattern) pattern).flags() + " " + pattern);

  private PlainValues() {}

  /** Null if the value is not plain. */
  static @Nullable String text(Object value) {
    Class<?> type = type(value);
    return type == null ? null : OTHERS.getOrDefault(type, Object::toString).apply(value);
  }

  /** The name that keeps equal texts of different types apart. */
  static String kind(Object value) {
    Class<?> type = type(value);
    return type == null ? "" : type.getSimpleName();
  }

  private static @Nullable Class<?> type(Object value) {
    if (FINAL.contains(value.getClass())) {
      return value.getClass();
    }
    return OTHERS.keySet().stream().filter(type -> type.isInstance(value)).findFirst().orElse(null);
  }
}
