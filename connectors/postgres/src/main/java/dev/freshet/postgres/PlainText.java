package dev.freshet.postgres;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Locale;

/** Stored values as Postgres reads them from text. */
final class PlainText {
  private PlainText() {}

  static String of(Wire wire, Object stored) {
    return switch (wire) {
      case DECIMAL -> ((BigDecimal) stored).toPlainString();
      case BYTES -> "\\x" + HexFormat.of().formatHex((byte[]) stored);
      case INSTANT -> instant((Instant) stored);
      case DATE -> date((LocalDate) stored) + era(((LocalDate) stored).getYear());
      case VECTOR, HALFVEC -> "[" + numbers((float[]) stored) + "]";
      case REALS -> "{" + numbers((float[]) stored) + "}";
      default -> stored.toString();
    };
  }

  private static String instant(Instant instant) {
    LocalDateTime time = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    return String.format(
        Locale.ROOT,
        "%s %02d:%02d:%02d.%06d+00%s",
        date(time.toLocalDate()),
        time.getHour(),
        time.getMinute(),
        time.getSecond(),
        time.getNano() / 1000,
        era(time.getYear()));
  }

  private static String date(LocalDate date) {
    int year = date.getYear() > 0 ? date.getYear() : 1 - date.getYear();
    return String.format(
        Locale.ROOT, "%04d-%02d-%02d", year, date.getMonthValue(), date.getDayOfMonth());
  }

  private static String era(int year) {
    return year > 0 ? "" : " BC";
  }

  private static String numbers(float[] vector) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < vector.length; i++) {
      text.append(i == 0 ? "" : ",").append(vector[i]);
    }
    return text.toString();
  }
}
