package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a class gives for the type parameters of a generic type it extends or implements. */
final class TypeArguments {
  private TypeArguments() {}

  /**
   * In the order of {@code generic}'s parameters; a parameter left open by the class is a {@link
   * TypeVariable}.
   */
  static List<Type> of(Class<?> implementation, Class<?> generic) {
    List<Type> arguments = find(implementation, generic, Map.of());
    return arguments == null ? List.of(generic.getTypeParameters()) : arguments;
  }

  private static @Nullable List<Type> find(
      Class<?> type, Class<?> generic, Map<TypeVariable<?>, Type> known) {
    List<Type> bases = new ArrayList<>(List.of(type.getGenericInterfaces()));
    if (type.getGenericSuperclass() != null) {
      bases.add(type.getGenericSuperclass());
    }
    for (Type base : bases) {
      List<Type> arguments = arguments(base, known);
      Class<?> raw = raw(base);
      List<Type> found =
          raw == generic ? arguments : find(raw, generic, byParameter(raw, arguments));
      if (found != null && !found.isEmpty()) {
        return found;
      }
    }
    return null;
  }

  private static List<Type> arguments(Type base, Map<TypeVariable<?>, Type> known) {
    List<Type> arguments = new ArrayList<>();
    if (base instanceof ParameterizedType generic) {
      for (Type argument : generic.getActualTypeArguments()) {
        Type bound = argument instanceof TypeVariable<?> variable ? known.get(variable) : null;
        arguments.add(bound == null ? argument : bound);
      }
    }
    return arguments;
  }

  private static Map<TypeVariable<?>, Type> byParameter(Class<?> raw, List<Type> arguments) {
    Map<TypeVariable<?>, Type> known = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      known.put(raw.getTypeParameters()[i], arguments.get(i));
    }
    return known;
  }

  private static Class<?> raw(Type base) {
    return (Class<?>) (base instanceof ParameterizedType generic ? generic.getRawType() : base);
  }
}
