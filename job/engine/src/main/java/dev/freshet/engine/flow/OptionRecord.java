package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A record class as a set of options: its components by their names in kebab case.
 *
 * <p>The shortest constructor whose parameters are the leading components tells which are required,
 * and sets the defaults of the others. {@code @Nullable} ones need not be given either.
 */
final class OptionRecord<T> {
  record Component(String option, RecordComponent component, boolean nullable) {
    Type type() {
      return component.getGenericType();
    }
  }

  private final Class<T> recordClass;
  private final List<Component> components;
  private final Constructor<T> shortest;
  private final Constructor<T> canonical;
  private final List<String> leading;

  /**
   * @throws IllegalArgumentException if it is not a record
   */
  OptionRecord(Class<T> recordClass) {
    if (!recordClass.isRecord()) {
      throw new IllegalArgumentException(
          recordClass.getName() + " is not a record; options are the components of a record");
    }
    this.recordClass = recordClass;
    components =
        Arrays.stream(recordClass.getRecordComponents())
            .map(c -> new Component(Names.kebab(c.getName()), c, isNullable(c)))
            .toList();
    canonical = leading(components.size()).findFirst().orElseThrow();
    shortest =
        Stream.iterate(0, n -> n < components.size(), n -> n + 1)
            .flatMap(this::leading)
            .findFirst()
            .orElse(canonical);
    leading = options().subList(0, shortest.getParameterCount());
  }

  String name() {
    return recordClass.getName();
  }

  List<Component> components() {
    return components;
  }

  List<String> options() {
    return components.stream().map(Component::option).toList();
  }

  boolean isRequired(Component component) {
    return leading.contains(component.option()) && !component.nullable();
  }

  /**
   * @param given values by option; every required one is among them
   * @throws InvocationTargetException with what the record's constructor threw
   */
  T create(Map<String, @Nullable Object> given) throws InvocationTargetException {
    T defaults = call(shortest, leading.stream().map(given::get).toArray());
    if (leading.containsAll(given.keySet())) {
      return defaults;
    }
    Map<String, @Nullable Object> values = values(defaults);
    values.putAll(given);
    return call(canonical, values.values().toArray());
  }

  /** The record's components by option, in their order. */
  Map<String, @Nullable Object> values(T instance) throws InvocationTargetException {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Component component : components) {
      try {
        component.component().getAccessor().setAccessible(true);
        values.put(component.option(), component.component().getAccessor().invoke(instance));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("Made accessible above", e);
      }
    }
    return values;
  }

  private T call(Constructor<T> constructor, Object[] arguments) throws InvocationTargetException {
    try {
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new IllegalStateException("A record is not abstract, and was made accessible", e);
    }
  }

  private Stream<Constructor<T>> leading(int count) {
    List<Class<?>> types = new ArrayList<>();
    for (Component component : components.subList(0, count)) {
      types.add(component.component().getType());
    }
    try {
      return Stream.of(recordClass.getDeclaredConstructor(types.toArray(Class<?>[]::new)));
    } catch (NoSuchMethodException e) {
      return Stream.empty();
    }
  }

  private static boolean isNullable(RecordComponent component) {
    return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }
}
