package dev.freshet.models;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Kind;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Records as shapes of answers, and answers as records. */
final class RecordShape {
  private static final Map<Type, Kind> KINDS =
      Map.ofEntries(
          Map.entry(String.class, Kind.TEXT),
          Map.entry(int.class, Kind.INT),
          Map.entry(Integer.class, Kind.INT),
          Map.entry(long.class, Kind.LONG),
          Map.entry(Long.class, Kind.LONG),
          Map.entry(double.class, Kind.DOUBLE),
          Map.entry(Double.class, Kind.DOUBLE),
          Map.entry(boolean.class, Kind.BOOLEAN),
          Map.entry(Boolean.class, Kind.BOOLEAN),
          Map.entry(BigDecimal.class, Kind.DECIMAL),
          Map.entry(LocalDate.class, Kind.DATE),
          Map.entry(Instant.class, Kind.INSTANT));

  private RecordShape() {}

  /**
   * @throws IllegalArgumentException if an answer cannot be such a record, naming the component
   */
  static JsonShape of(Class<? extends Record> type) {
    return shape(type, type.getSimpleName());
  }

  private static JsonShape shape(Type type, String path) {
    Kind kind = KINDS.get(type);
    if (kind != null) {
      return JsonShape.of(kind);
    }
    if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
      return JsonShape.list(shape(generic.getActualTypeArguments()[0], path + "[]"));
    }
    if (type instanceof Class<?> plain && plain.isEnum()) {
      List<String> constants =
          Arrays.stream(plain.getEnumConstants()).map(c -> ((Enum<?>) c).name()).toList();
      return new JsonShape(Kind.TEXT, constants, List.of());
    }
    if (type instanceof Class<?> plain && plain.isRecord()) {
      List<JsonShape.Member> members = new ArrayList<>();
      for (RecordComponent component : plain.getRecordComponents()) {
        String name = component.getName();
        boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
        JsonShape shape = shape(component.getGenericType(), path + "." + name);
        members.add(new JsonShape.Member(name, shape, nullable));
      }
      return new JsonShape(Kind.STRUCT, List.of(), List.copyOf(members));
    }
    throw new IllegalArgumentException(
        path
            + " is "
            + type.getTypeName()
            + "; an answer holds String, int, long, double, boolean, BigDecimal, LocalDate, Instant,"
            + " enums, records, and List of these");
  }

  /**
   * @param node that has the type's shape
   */
  static Object read(Type type, JsonShape shape, JsonNode node) {
    if (type instanceof ParameterizedType list) {
      List<Object> elements = new ArrayList<>();
      node.forEach(
          one -> elements.add(read(list.getActualTypeArguments()[0], shape.element(), one)));
      return List.copyOf(elements);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isEnum()) {
      return Arrays.stream(plain.getEnumConstants())
          .filter(constant -> ((Enum<?>) constant).name().equals(node.asText()))
          .findFirst()
          .orElseThrow();
    }
    return plain.isRecord() ? record(plain, shape, node) : JsonRows.value(shape, node);
  }

  private static Object record(Class<?> type, JsonShape shape, JsonNode node) {
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      JsonNode value = node.get(components[i].getName());
      types[i] = components[i].getType();
      values[i] =
          value == null || value.isNull()
              ? null
              : read(components[i].getGenericType(), shape.members().get(i).shape(), value);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(type.getName() + " refuses the answer", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("A record has its canonical constructor", e);
    }
  }
}
