package dev.freshet.engine.encoding;

import dev.freshet.api.Dimensions;
import dev.freshet.api.Key;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema.Field;
import dev.freshet.api.RowSchema.Kind;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the conversion of a declared type, and everything in it that cannot be converted. */
final class TypeAnalysis {
  private static final Set<Kind> NO_MAP_KEYS =
      EnumSet.of(Kind.BYTES, Kind.VECTOR, Kind.STRUCT, Kind.LIST, Kind.MAP);

  private final boolean anyVectorLength;
  private final List<String> problems = new ArrayList<>();
  private final Deque<Class<?>> enclosing = new ArrayDeque<>();

  private TypeAnalysis(boolean anyVectorLength) {
    this.anyVectorLength = anyVectorLength;
  }

  /**
   * @param anyVectorLength whether a {@code float[]} may go without {@link Dimensions}
   * @throws IllegalArgumentException that lists every problem with its path
   */
  static Conversion analyze(Class<?> type, boolean anyVectorLength) {
    TypeAnalysis analysis = new TypeAnalysis(anyVectorLength);
    Conversion conversion = analysis.ofClass(type, null, type.getSimpleName());
    if (conversion == null || !analysis.problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", analysis.problems));
    }
    return conversion;
  }

  private @Nullable Conversion of(
      AnnotatedType declared, @Nullable Dimensions dimensions, String path) {
    if (declared instanceof AnnotatedParameterizedType generic) {
      return ofGeneric(generic, dimensions, path);
    }
    if (declared.getType() instanceof Class<?> type) {
      return ofClass(type, dimensions, path);
    }
    return refuse(path, declared.getType(), "name a type without type variables and wildcards");
  }

  private @Nullable Conversion ofGeneric(
      AnnotatedParameterizedType declared, @Nullable Dimensions dimensions, String path) {
    refuseDimensions(dimensions, path);
    Class<?> raw = (Class<?>) ((ParameterizedType) declared.getType()).getRawType();
    AnnotatedType[] arguments = declared.getAnnotatedActualTypeArguments();
    if (raw == List.class) {
      Component element = component("element", arguments[0], null, path + "[]");
      return element == null ? null : new ListConversion(element);
    }
    if (raw == Map.class) {
      Component key = component("key", arguments[0], null, path + "{key}");
      Component value = component("value", arguments[1], null, path + "{}");
      checkMapKey(key);
      return key == null || value == null ? null : new MapConversion(key, value);
    }
    return refuse(path, declared.getType(), UnsupportedTypes.advice(raw));
  }

  private void checkMapKey(@Nullable Component key) {
    if (key != null && NO_MAP_KEYS.contains(key.field().type().kind())) {
      problems.add(key.path() + " is " + key.field().type().kind() + "; use a simple type");
    }
    if (key != null && key.field().nullable()) {
      problems.add(key.path() + " is @Nullable; a map's key is never null");
    }
  }

  private @Nullable Conversion ofClass(
      Class<?> type, @Nullable Dimensions dimensions, String path) {
    if (type == float[].class) {
      return ofVector(dimensions, path);
    }
    refuseDimensions(dimensions, path);
    Conversion simple = SimpleTypes.find(type);
    if (simple != null) {
      return simple;
    }
    return type.isRecord()
        ? ofRecord(type, path)
        : refuse(path, type, UnsupportedTypes.advice(type));
  }

  private @Nullable Conversion ofVector(@Nullable Dimensions dimensions, String path) {
    if (dimensions == null) {
      return anyVectorLength
          ? new VectorConversion(0)
          : refuse(
              path,
              float[].class,
              "mark the component with @Dimensions; in a list or map, wrap the vector in a record");
    }
    if (dimensions.value() < 1) {
      return refuse(
          path, float[].class, "@Dimensions must be at least 1, found " + dimensions.value());
    }
    return new VectorConversion(dimensions.value());
  }

  private void refuseDimensions(@Nullable Dimensions dimensions, String path) {
    if (dimensions != null) {
      problems.add(path + " has @Dimensions, which is for float[] only; remove it");
    }
  }

  private @Nullable Conversion ofRecord(Class<?> type, String path) {
    RecordComponent[] declared = type.getRecordComponents();
    if (enclosing.contains(type)) {
      return refuse(path, type, "a record cannot contain itself; use a row of its own for each");
    }
    if (type.getTypeParameters().length > 0) {
      return refuse(path, type, "name a record without type parameters");
    }
    if (declared.length == 0) {
      return refuse(path, type, "give the record at least one component");
    }
    enclosing.push(type);
    List<Component> components = new ArrayList<>();
    for (RecordComponent one : declared) {
      Component component = component(one, path + "." + one.getName());
      if (component != null) {
        components.add(component);
      }
    }
    enclosing.pop();
    return components.size() == declared.length ? conversion(type, components, path) : null;
  }

  private @Nullable Conversion conversion(Class<?> type, List<Component> components, String path) {
    try {
      return new RecordConversion(type, components);
    } catch (IllegalAccessException | InaccessibleObjectException e) {
      return refuse(path, type, "open its package to Freshet: " + e.getMessage());
    }
  }

  private @Nullable Component component(RecordComponent declared, String path) {
    AnnotatedType type = declared.getAnnotatedType();
    if (declared.isAnnotationPresent(Key.class) && type.isAnnotationPresent(Nullable.class)) {
      problems.add(path + " is @Key and @Nullable; a key is never null");
    }
    return component(declared.getName(), type, declared.getAnnotation(Dimensions.class), path);
  }

  private @Nullable Component component(
      String name, AnnotatedType declared, @Nullable Dimensions dimensions, String path) {
    boolean nullable = declared.isAnnotationPresent(Nullable.class);
    if (nullable && declared.getType() instanceof Class<?> type && type.isPrimitive()) {
      problems.add(path + " is @Nullable and a primitive; use its wrapper class");
    }
    if (declared instanceof AnnotatedArrayType array
        && array.getAnnotatedGenericComponentType().isAnnotationPresent(Nullable.class)) {
      problems.add(path + " has @Nullable on its elements; write it before the brackets");
    }
    Conversion conversion = of(declared, dimensions, path);
    return conversion == null
        ? null
        : new Component(path, new Field(name, conversion.type(), nullable), conversion);
  }

  private @Nullable Conversion refuse(String path, Type type, String advice) {
    problems.add(path + ": " + type.getTypeName() + " is not supported; " + advice);
    return null;
  }
}
