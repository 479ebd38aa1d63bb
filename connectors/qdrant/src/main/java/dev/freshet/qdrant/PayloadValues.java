package dev.freshet.qdrant;

import static io.qdrant.client.ValueFactory.value;

import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.RowSchema.Kind;
import dev.freshet.api.RowSchema.Type;
import dev.freshet.api.internal.RowRefused;
import io.qdrant.client.ValueFactory;
import io.qdrant.client.grpc.JsonWithInt.Value;
import io.qdrant.client.grpc.JsonWithInt.Value.KindCase;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Values of rows as the JSON of a payload, and plain ones back. */
final class PayloadValues {
  private PayloadValues() {}

  /**
   * @param name for the error
   */
  static Value of(String name, Type type, @Nullable Object found) throws RowRefused {
    if (found == null) {
      return ValueFactory.nullValue();
    }
    return switch (type.kind()) {
      case BOOLEAN -> value((Boolean) found);
      case INT, LONG -> value(((Number) found).longValue());
      case FLOAT, DOUBLE -> value(finite(name, ((Number) found).doubleValue()));
      case TEXT, DECIMAL, INSTANT, DATE, UUID -> value(found.toString());
      case BYTES -> value(Base64.getEncoder().encodeToString((byte[]) found));
      case VECTOR -> numbers(name, (float[]) found);
      case STRUCT -> struct(name, (Row) found);
      case LIST -> list(name, type.fields().get(0).type(), (List<?>) found);
      case MAP -> map(name, type, (Map<?, ?>) found);
    };
  }

  private static double finite(String name, double number) throws RowRefused {
    if (!Double.isFinite(number)) {
      throw new RowRefused(name + " is " + number + ", and a payload holds finite numbers only");
    }
    return number;
  }

  private static Value numbers(String name, float[] numbers) throws RowRefused {
    List<Value> values = new ArrayList<>(numbers.length);
    for (float number : numbers) {
      values.add(value(finite(name, number)));
    }
    return value(values);
  }

  private static Value struct(String name, Row row) throws RowRefused {
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < row.fields().size(); i++) {
      Object part = row.values().get(i);
      if (part != null) {
        String field = row.fields().get(i).name();
        values.put(field, of(name + "." + field, row.fields().get(i).type(), part));
      }
    }
    return value(values);
  }

  private static Value list(String name, Type element, List<?> elements) throws RowRefused {
    List<Value> values = new ArrayList<>(elements.size());
    for (Object each : elements) {
      values.add(of(name, element, each));
    }
    return value(values);
  }

  /** JSON has text as keys; with other keys a map is a list of its entries. */
  private static Value map(String name, Type type, Map<?, ?> map) throws RowRefused {
    Type keys = type.fields().get(0).type();
    Type elements = type.fields().get(1).type();
    boolean asObject =
        keys.kind() == Kind.TEXT && map.keySet().stream().allMatch(String.class::isInstance);
    Map<String, Value> object = new LinkedHashMap<>();
    List<Value> entries = new ArrayList<>();
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Value element = of(name, elements, entry.getValue());
      if (asObject) {
        object.put((String) entry.getKey(), element);
      } else {
        entries.add(value(Map.of("key", of(name, keys, entry.getKey()), "value", element)));
      }
    }
    return asObject ? value(object) : value(entries);
  }

  /**
   * What {@link #of} made of a scalar that is no {@code double}.
   *
   * @throws RuntimeException if it made no such value
   */
  static Object scalar(Kind kind, Value found) {
    return switch (kind) {
      case BOOLEAN -> expect(found, KindCase.BOOL_VALUE).getBoolValue();
      case INT -> Math.toIntExact(expect(found, KindCase.INTEGER_VALUE).getIntegerValue());
      case LONG -> expect(found, KindCase.INTEGER_VALUE).getIntegerValue();
      case FLOAT -> (float) number(found);
      case TEXT -> text(found);
      case DECIMAL -> new BigDecimal(text(found));
      case INSTANT -> Instant.parse(text(found));
      case DATE -> LocalDate.parse(text(found));
      case UUID -> UUID.fromString(text(found));
      case BYTES -> Base64.getDecoder().decode(text(found));
      case DOUBLE, VECTOR, STRUCT, LIST, MAP ->
          throw new IllegalArgumentException("a " + kind + " is kept elsewhere");
    };
  }

  private static String text(Value found) {
    return expect(found, KindCase.STRING_VALUE).getStringValue();
  }

  private static double number(Value found) {
    return found.getKindCase() == KindCase.INTEGER_VALUE
        ? found.getIntegerValue()
        : expect(found, KindCase.DOUBLE_VALUE).getDoubleValue();
  }

  private static Value expect(Value found, KindCase kind) {
    if (found.getKindCase() != kind) {
      throw new IllegalArgumentException("found a " + found.getKindCase() + ", wanted " + kind);
    }
    return found;
  }

  /** Whether these are the same but for the last digits of numbers, which JSON may cost. */
  static boolean isSame(Value one, Value other) {
    if (isNumber(one) && isNumber(other)) {
      double a = number(one);
      double b = number(other);
      return Math.abs(a - b) <= 4 * Math.ulp(Math.max(Math.abs(a), Math.abs(b)));
    }
    if (one.getKindCase() != other.getKindCase()) {
      return false;
    }
    return switch (one.getKindCase()) {
      case STRUCT_VALUE ->
          areSame(one.getStructValue().getFieldsMap(), other.getStructValue().getFieldsMap());
      case LIST_VALUE ->
          areSame(one.getListValue().getValuesList(), other.getListValue().getValuesList());
      default -> one.equals(other);
    };
  }

  private static boolean isNumber(Value value) {
    return value.getKindCase() == KindCase.DOUBLE_VALUE
        || value.getKindCase() == KindCase.INTEGER_VALUE;
  }

  private static boolean areSame(Map<String, Value> some, Map<String, Value> others) {
    for (Map.Entry<String, Value> entry : some.entrySet()) {
      Value other = others.get(entry.getKey());
      if (other == null || !isSame(entry.getValue(), other)) {
        return false;
      }
    }
    return some.size() == others.size();
  }

  private static boolean areSame(List<Value> some, List<Value> others) {
    Iterator<Value> rest = others.iterator();
    return some.size() == others.size()
        && some.stream().allMatch(each -> isSame(each, rest.next()));
  }
}
