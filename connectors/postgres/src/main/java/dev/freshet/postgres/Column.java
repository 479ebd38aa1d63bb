package dev.freshet.postgres;

import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.internal.RowRefused;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/** A column that rows are written to: turns values into what travels to the server. */
record Column(Field field, boolean isKey, FoundColumn found, Wire wire) {
  /** Of a value, and of a row: a statement has to end in time, and Postgres has 1 GB for a row. */
  static final int MOST_BYTES = 64_000_000;

  private static final int MOST_DIGITS_BEFORE = 131_072;
  private static final int MOST_DIGITS_AFTER = 16_383;
  private static final float MOST_HALF = 65_504f;

  /** Those that Postgres has: the years 4713 BC to 294276, and to 5874897 for dates. */
  private static final Instant FIRST_INSTANT = Instant.parse("-4712-01-01T00:00:00Z");

  private static final Instant LAST_INSTANT = Instant.parse("+294276-12-31T23:59:59.999999999Z");
  private static final LocalDate FIRST_DATE = LocalDate.of(-4712, 1, 1);
  private static final LocalDate LAST_DATE = LocalDate.of(5_874_897, 12, 31);

  String name() {
    return field.name();
  }

  String quoted() {
    return Names.quoted(field.name());
  }

  /**
   * What {@link CopyRows} and {@link ArrayRows} take.
   *
   * @throws RowRefused naming the column
   */
  @Nullable
  Object stored(@Nullable Object value) throws RowRefused {
    if (value == null) {
      return null;
    }
    return switch (wire) {
      case TEXT -> text(TextForm.of(field.type(), value));
      case JSON -> json(JsonText.of(field.type(), value));
      case BYTES -> bytes((byte[]) value);
      case INSTANT -> instant((Instant) value);
      case DATE -> date((LocalDate) value);
      case DECIMAL -> decimal((BigDecimal) value);
      case FLOAT, DOUBLE -> number((Number) value);
      case VECTOR, HALFVEC -> vector((float[]) value);
      case BOOLEAN, INT, LONG, UUID, REALS -> value;
    };
  }

  RowRefused refused(String reason) {
    return new RowRefused("column " + quoted() + " " + reason);
  }

  private String text(String text) throws RowRefused {
    int nul = text.indexOf(0);
    if (nul >= 0) {
      throw refused("cannot hold a NUL, found at character " + nul);
    }
    checkSize(text.length() < MOST_BYTES / 3 ? 0 : bytes(text));
    return text;
  }

  /** Escaped, a NUL is one in {@code jsonb} all the same. */
  private String json(String text) throws RowRefused {
    for (int at = text.indexOf("\\u0000"); at >= 0; at = text.indexOf("\\u0000", at + 1)) {
      int backslashes = 0;
      while (at - backslashes > 0 && text.charAt(at - backslashes - 1) == '\\') {
        backslashes++;
      }
      if (backslashes % 2 == 0) {
        throw refused("cannot hold a NUL, found in a text of its value");
      }
    }
    checkSize(text.length() < MOST_BYTES / 3 ? 0 : bytes(text));
    return text;
  }

  private static int bytes(String text) {
    return text.length() > MOST_BYTES
        ? text.length()
        : text.getBytes(StandardCharsets.UTF_8).length;
  }

  private byte[] bytes(byte[] bytes) throws RowRefused {
    checkSize(bytes.length);
    return bytes;
  }

  private void checkSize(int bytes) throws RowRefused {
    if (bytes > MOST_BYTES) {
      throw refused("takes at most " + MOST_BYTES + " bytes, found " + bytes);
    }
  }

  private Instant instant(Instant instant) throws RowRefused {
    if (instant.isBefore(FIRST_INSTANT) || instant.isAfter(LAST_INSTANT)) {
      throw refused("holds times from " + FIRST_INSTANT + " to the year 294276, found " + instant);
    }
    if (isKey && !instant.equals(instant.truncatedTo(ChronoUnit.MICROS))) {
      throw refused("is a key and holds whole microseconds, found " + instant);
    }
    return instant;
  }

  private LocalDate date(LocalDate date) throws RowRefused {
    if (date.isBefore(FIRST_DATE) || date.isAfter(LAST_DATE)) {
      throw refused("holds dates from " + FIRST_DATE + " to the year 5874897, found " + date);
    }
    return date;
  }

  private BigDecimal decimal(BigDecimal value) throws RowRefused {
    long before = (long) value.precision() - value.scale();
    if (before > MOST_DIGITS_BEFORE || value.scale() > MOST_DIGITS_AFTER) {
      throw refused("cannot hold a number of " + before + "." + value.scale() + " digits");
    }
    BigDecimal plain = value.scale() < 0 ? value.setScale(0) : value;
    if (found.modifier() >= 0 && found.typeName().equals("numeric")) {
      checkFits(plain);
    }
    return plain;
  }

  private void checkFits(BigDecimal value) throws RowRefused {
    int modifier = found.modifier() - 4;
    int precision = modifier >> 16 & 0xffff;
    int scale = (modifier & 0x7ff ^ 1024) - 1024;
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.signum() != 0
        && (stripped.scale() > scale
            || stripped.precision() - stripped.scale() > precision - scale)) {
      throw refused("is " + found.type() + ", which does not hold " + words(value));
    }
  }

  private static String words(BigDecimal value) {
    BigInteger unscaled = value.unscaledValue();
    return unscaled.bitLength() < 256 ? value.toPlainString() : "a number that long";
  }

  private Number number(Number number) throws RowRefused {
    if (isKey && Double.compare(number.doubleValue(), -0.0) == 0) {
      throw refused("is a key, in which -0.0 would be the same row as 0.0");
    }
    return number;
  }

  private float[] vector(float[] vector) throws RowRefused {
    for (float number : vector) {
      if (!Float.isFinite(number) || wire == Wire.HALFVEC && Math.abs(number) > MOST_HALF) {
        throw refused("is " + found.type() + ", which does not hold " + number);
      }
    }
    return vector;
  }

  /**
   * SQL of the value that stands at this position of the rows {@code r}, as the column takes it.
   */
  String cast(int position) {
    return found.cast(wire, "r.c" + position);
  }
}
