package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them. */
public final class Quantities {
  private static final Pattern AMOUNT = Pattern.compile("(-?\\d[\\d_]*)\\s*([A-Za-z]*)");
  private static final Map<String, Duration> TIMES =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));
  private static final Map<String, Long> SIZES =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  /** What {@link #duration} reads, as a regular expression in JSON Schema too. */
  static final String DURATION_PATTERN =
      "^(-?[0-9][0-9_]*\\s*(" + alternatives(TIMES.keySet()) + ")|[-+]?[pP].+)$";

  /** What {@link #size} reads, as a regular expression in JSON Schema too. */
  static final String SIZE_PATTERN =
      "^-?[0-9][0-9_]*\\s*(" + inAnyCase(alternatives(SIZES.keySet())) + ")$";

  private Quantities() {}

  /** {@code 5s}, {@code 200ms}, {@code 1m}, {@code 2h}, {@code 1d} or {@code PT5S}; else null. */
  public static @Nullable Duration duration(String text) {
    Matcher amount = AMOUNT.matcher(text);
    try {
      if (!amount.matches()) {
        return Duration.parse(text);
      }
      Duration unit = TIMES.get(amount.group(2));
      return unit == null ? null : unit.multipliedBy(whole(amount).longValueExact());
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** A whole number, or a size such as {@code 100MB} or {@code 64KiB}; else null. */
  public static @Nullable Long size(String text) {
    Matcher amount = AMOUNT.matcher(text);
    Long unit = amount.matches() ? SIZES.get(amount.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      return null;
    }
    try {
      return whole(amount).multiply(BigInteger.valueOf(unit)).longValueExact();
    } catch (ArithmeticException e) {
      return null;
    }
  }

  private static BigInteger whole(Matcher amount) {
    return new BigInteger(amount.group(1).replace("_", ""));
  }

  private static String alternatives(Set<String> units) {
    return String.join("|", new TreeSet<>(units));
  }

  private static String inAnyCase(String letters) {
    return Pattern.compile("[a-z]")
        .matcher(letters)
        .replaceAll(found -> "[" + found.group() + found.group().toUpperCase(Locale.ROOT) + "]");
  }
}
