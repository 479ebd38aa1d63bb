package dev.freshet.engine.encoding;

import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/** What values of each kind are in a {@link Row}. */
public final class KindClasses {
  private static final Set<Kind> SIMPLE = EnumSet.range(Kind.BOOLEAN, Kind.UUID);

  private static final Map<Kind, Class<?>> CLASSES =
      new EnumMap<>(
          Map.ofEntries(
              Map.entry(Kind.BOOLEAN, Boolean.class),
              Map.entry(Kind.INT, Integer.class),
              Map.entry(Kind.LONG, Long.class),
              Map.entry(Kind.FLOAT, Float.class),
              Map.entry(Kind.DOUBLE, Double.class),
              Map.entry(Kind.DECIMAL, BigDecimal.class),
              Map.entry(Kind.TEXT, String.class),
              Map.entry(Kind.BYTES, byte[].class),
              Map.entry(Kind.INSTANT, Instant.class),
              Map.entry(Kind.DATE, LocalDate.class),
              Map.entry(Kind.UUID, UUID.class),
              Map.entry(Kind.VECTOR, float[].class),
              Map.entry(Kind.STRUCT, Row.class),
              Map.entry(Kind.LIST, List.class),
              Map.entry(Kind.MAP, Map.class)));

  private KindClasses() {}

  public static Class<?> of(Kind kind) {
    return Objects.requireNonNull(CLASSES.get(kind));
  }

  /** Whether this is the class of a kind that holds no others. */
  public static boolean isSimple(Type type) {
    return SIMPLE.stream().anyMatch(kind -> of(kind) == type);
  }
}
