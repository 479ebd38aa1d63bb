package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.Secret;
import dev.freshet.api.Target;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The types an option can have, how their values are written, and what a person calls them. */
final class OptionTypes {
  private static final Map<Class<?>, Class<?>> BOXED =
      Map.of(
          boolean.class, Boolean.class,
          byte.class, Byte.class,
          short.class, Short.class,
          int.class, Integer.class,
          long.class, Long.class,
          float.class, Float.class,
          double.class, Double.class,
          char.class, Character.class);
  private static final Set<Class<?>> WHOLE =
      Set.of(Byte.class, Short.class, Integer.class, Long.class);
  private static final Map<Class<?>, String> NAMES =
      Map.of(
          String.class, "a text",
          Boolean.class, "true or false",
          Character.class, "one character",
          Float.class, "a number",
          Double.class, "a number",
          BigDecimal.class, "a number",
          Duration.class, "a duration such as 200ms, 5s, 1m or 2h",
          Secret.class, "a reference to a secret, env:NAME or file:/path",
          Path.class, "a path",
          URI.class, "an address");

  private OptionTypes() {}

  /** A value that is of the right type and still not allowed. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  static IllegalArgumentException unsupported(Type type) {
    if (type == Target.class) {
      return new IllegalArgumentException(
          "A function's target must name its type of rows, as in Target<Page>");
    }
    return new IllegalArgumentException(
        "An option cannot be of type "
            + type.getTypeName()
            + "; use text, numbers, booleans, enums, Duration, Path, URI, Secret, records of these,"
            + " or List, Set and Map<String, ...> of them");
  }

  /** Whether one text says the whole value. */
  static boolean isText(Class<?> type) {
    Class<?> boxed = boxed(type);
    return NAMES.containsKey(boxed) || WHOLE.contains(boxed) || boxed.isEnum();
  }

  static Class<?> boxed(Class<?> type) {
    return BOXED.getOrDefault(type, type);
  }

  static boolean isWhole(Class<?> boxed) {
    return WHOLE.contains(boxed);
  }

  static String describe(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == Target.class) {
        return "the name of a target";
      }
      return generic.getRawType() == Map.class
          ? "a section whose every value is " + describe(arguments[1])
          : "a list, each element " + describe(arguments[0]);
    }
    if (!(type instanceof Class<?> plain)) {
      return type.getTypeName();
    }
    Class<?> boxed = boxed(plain);
    if (boxed.isEnum()) {
      return "one of " + String.join(", ", constants(boxed));
    }
    if (boxed.isRecord() && !NAMES.containsKey(boxed)) {
      return "a section with " + String.join(", ", new OptionRecord<>(boxed).options());
    }
    return WHOLE.contains(boxed)
        ? boxed == Long.class ? "a whole number or a size such as 100MB" : "a whole number"
        : NAMES.getOrDefault(boxed, boxed.getSimpleName());
  }

  /** Null if the text is not of this type. */
  static @Nullable Object parse(String text, Class<?> type) throws Refused {
    Class<?> boxed = boxed(type);
    if (boxed == String.class) {
      return text;
    } else if (boxed == Boolean.class) {
      return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    } else if (boxed == Character.class) {
      return text.length() == 1 ? text.charAt(0) : null;
    } else if (WHOLE.contains(boxed)) {
      return whole(text, boxed);
    } else if (boxed == Duration.class) {
      return Quantities.duration(text);
    } else if (boxed.isEnum()) {
      return constant(text, boxed);
    }
    return checked(text, boxed);
  }

  /** How {@link #parse} reads the value back. */
  static String write(Object value) {
    if (value instanceof Secret secret) {
      return secret.reference();
    }
    return value instanceof Enum<?> constant ? Names.kebab(constant.name()) : value.toString();
  }

  private static @Nullable Object checked(String text, Class<?> type) throws Refused {
    try {
      if (type == Double.class) {
        return Double.valueOf(text);
      } else if (type == Float.class) {
        return Float.valueOf(text);
      } else if (type == BigDecimal.class) {
        return new BigDecimal(text);
      } else if (type == URI.class) {
        return URI.create(text);
      } else if (type == Path.class) {
        return Path.of(text);
      } else if (type == Secret.class) {
        return new Secret(text);
      }
    } catch (NumberFormatException e) {
      return null;
    } catch (InvalidPathException e) {
      throw new Refused("a path cannot be \"" + text + "\": " + e.getReason());
    } catch (IllegalArgumentException e) {
      throw new Refused(String.valueOf(e.getMessage()));
    }
    throw unsupported(type);
  }

  private static @Nullable Object whole(String text, Class<?> type) throws Refused {
    Long value = type == Long.class ? Quantities.size(text) : plain(text);
    if (value == null || type == Long.class) {
      return value;
    }
    int bits = type == Integer.class ? 32 : type == Short.class ? 16 : 8;
    if (value >> bits - 1 != value >> 63) {
      throw new Refused("the number " + text + " does not fit into " + bits + " bits");
    }
    return type == Integer.class
        ? (Object) value.intValue()
        : type == Short.class ? (Object) value.shortValue() : (Object) value.byteValue();
  }

  private static @Nullable Long plain(String text) {
    return text.matches("-?[0-9_]+") ? Quantities.size(text) : null;
  }

  private static @Nullable Object constant(String text, Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(c -> Names.kebab(((Enum<?>) c).name()).equals(Names.kebab(text)))
        .findFirst()
        .orElse(null);
  }

  /** As they are written. */
  static List<String> constants(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(c -> Names.kebab(((Enum<?>) c).name()))
        .collect(Collectors.toList());
  }
}
