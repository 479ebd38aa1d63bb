package dev.freshet.postgres;

import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.UUID;

/** Values as text columns and JSON hold them; nothing is lost. */
final class TextForm {
  private TextForm() {}

  static String of(Type type, Object value) {
    return switch (type.kind()) {
      case BYTES -> Base64.getEncoder().encodeToString((byte[]) value);
      case VECTOR, STRUCT, LIST, MAP -> JsonText.of(type, value);
      default -> value.toString();
    };
  }

  /** For kinds that {@link #isSimple}. */
  static Object parse(Kind kind, String text) {
    return switch (kind) {
      case BOOLEAN -> Boolean.valueOf(text);
      case INT -> Integer.valueOf(text);
      case LONG -> Long.valueOf(text);
      case FLOAT -> Float.valueOf(text);
      case DOUBLE -> Double.valueOf(text);
      case DECIMAL -> new BigDecimal(text);
      case TEXT -> text;
      case BYTES -> Base64.getDecoder().decode(text);
      case INSTANT -> Instant.parse(text);
      case DATE -> LocalDate.parse(text);
      case UUID -> UUID.fromString(text);
      case VECTOR, STRUCT, LIST, MAP -> throw new IllegalArgumentException(kind + " is JSON");
    };
  }

  static boolean isSimple(Kind kind) {
    return switch (kind) {
      case VECTOR, STRUCT, LIST, MAP -> false;
      default -> true;
    };
  }
}
