package dev.freshet.engine.encoding;

import java.math.BigInteger;
import java.time.temporal.Temporal;
import java.util.Calendar;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** What to use instead of a type that a row cannot hold. */
final class UnsupportedTypes {
  private static final Set<Class<?>> OPTIONALS =
      Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

  private UnsupportedTypes() {}

  static String advice(Class<?> type) {
    if (type == List.class || type == Map.class) {
      return "say what it holds, as in List<String>, in a component of a record";
    }
    if (OPTIONALS.contains(type)) {
      return "mark the component @Nullable";
    }
    if (Date.class.isAssignableFrom(type)
        || Calendar.class.isAssignableFrom(type)
        || Temporal.class.isAssignableFrom(type)) {
      return "use Instant or LocalDate";
    }
    if (type == BigInteger.class) {
      return "use BigDecimal";
    }
    if (type == double[].class) {
      return "use float[] or List<Double>";
    }
    if (type.isArray() || Collection.class.isAssignableFrom(type)) {
      return "use List";
    }
    if (Map.class.isAssignableFrom(type)) {
      return "use Map";
    }
    return "use a primitive, String, byte[], float[], BigDecimal, Instant, LocalDate, UUID, an enum,"
        + " a record, List or Map";
  }
}
