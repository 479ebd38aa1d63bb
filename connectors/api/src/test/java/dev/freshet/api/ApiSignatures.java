package dev.freshet.api;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Whatever somebody else's code can see of the package, one line each: types, what they extend, and
 * their public and protected members with the nullness that they promise.
 */
final class ApiSignatures {
  private final TreeSet<String> lines = new TreeSet<>();

  private ApiSignatures() {}

  static List<String> list() throws IOException, URISyntaxException {
    Path root = Path.of(Flow.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ApiSignatures signatures = new ApiSignatures();
    try (Stream<Path> files = Files.list(root.resolve("dev/freshet/api"))) {
      files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".class") && !name.startsWith("package-info"))
          .map(name -> load("dev.freshet.api." + name.replaceFirst("\\.class$", "")))
          .filter(ApiSignatures::isVisible)
          .forEach(signatures::add);
    }
    return List.copyOf(signatures.lines);
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, Flow.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isVisible(Class<?> type) {
    Class<?> outer = type.getEnclosingClass();
    return isVisible(type.getModifiers()) && (outer == null || isVisible(outer));
  }

  private static boolean isVisible(int modifiers) {
    return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
  }

  private void add(Class<?> type) {
    String name = shorter(type.getTypeName()) + ": ";
    lines.add(name + header(type));
    for (Field field : type.getDeclaredFields()) {
      if (isVisible(field.getModifiers())) {
        String kind = field.isEnumConstant() ? "constant" : text(field.getAnnotatedType());
        lines.add(name + kind + " " + field.getName());
      }
    }
    Stream.<Executable>concat(
            Arrays.stream(type.getDeclaredConstructors()), Arrays.stream(type.getDeclaredMethods()))
        .filter(member -> isVisible(member.getModifiers()) && !member.isSynthetic())
        .filter(member -> !isImplied(member))
        .forEach(member -> lines.add(name + signature(member)));
  }

  private static String header(Class<?> type) {
    StringBuilder header = new StringBuilder(type.isSealed() ? "sealed " : "");
    List<Type> bases = new ArrayList<>();
    if (type.isAnnotation()) {
      return "annotation";
    } else if (type.isEnum()) {
      return "enum";
    } else if (type.isRecord()) {
      header.append("record");
    } else if (type.isInterface()) {
      header.append("interface");
    } else {
      header.append(Modifier.isFinal(type.getModifiers()) ? "final class" : "class");
      bases.add(type.getGenericSuperclass());
    }
    bases.addAll(List.of(type.getGenericInterfaces()));
    header.append(generics(type.getTypeParameters()));
    if (type.isRecord()) {
      header.append(
          Arrays.stream(type.getRecordComponents())
              .map(component -> text(component.getAnnotatedType()) + " " + component.getName())
              .collect(joining(", ", "(", ")")));
    }
    return header.append(names(" extends ", bases)).append(permitted(type)).toString();
  }

  private static String permitted(Class<?> type) {
    return type.isSealed() ? names(" permits ", List.of(type.getPermittedSubclasses())) : "";
  }

  private static String names(String word, List<? extends Type> types) {
    return types.isEmpty()
        ? ""
        : types.stream().map(type -> shorter(type.getTypeName())).collect(joining(", ", word, ""));
  }

  private static String generics(TypeVariable<?>[] variables) {
    return variables.length == 0
        ? ""
        : Arrays.stream(variables)
            .map(variable -> variable.getName() + bounds(variable))
            .collect(joining(", ", "<", ">"));
  }

  private static String bounds(TypeVariable<?> variable) {
    String bounds =
        Arrays.stream(variable.getBounds())
            .map(bound -> shorter(bound.getTypeName()))
            .collect(joining(" & "));
    return bounds.equals("Object") ? "" : " extends " + bounds;
  }

  /** What the header of a record or an enum says already. */
  private static boolean isImplied(Executable member) {
    Class<?> type = member.getDeclaringClass();
    if (type.isEnum()) {
      return true;
    }
    if (!type.isRecord()) {
      return false;
    }
    List<RecordComponent> components = List.of(type.getRecordComponents());
    return member instanceof Constructor
        ? components.stream()
            .map(RecordComponent::getType)
            .toList()
            .equals(List.of(member.getParameterTypes()))
        : components.stream().anyMatch(component -> component.getAccessor().equals(member))
            || Set.of("equals", "hashCode", "toString").contains(member.getName());
  }

  private static String signature(Executable member) {
    StringBuilder line = new StringBuilder();
    if (member instanceof Method method) {
      line.append(Modifier.isStatic(method.getModifiers()) ? "static " : "")
          .append(method.isDefault() ? "default " : "")
          .append(Modifier.isAbstract(method.getModifiers()) ? "abstract " : "")
          .append(generics(method.getTypeParameters()))
          .append(method.getTypeParameters().length == 0 ? "" : " ")
          .append(text(method.getAnnotatedReturnType()))
          .append(' ')
          .append(method.getName());
    } else {
      line.append("new");
    }
    return line.append(texts(", ", "(", ")", member.getAnnotatedParameterTypes()))
        .append(names(" throws ", List.of(member.getExceptionTypes())))
        .toString();
  }

  private static String text(AnnotatedType type) {
    return (type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "") + bare(type);
  }

  private static String bare(AnnotatedType type) {
    if (type instanceof AnnotatedParameterizedType generic) {
      Type raw = ((ParameterizedType) generic.getType()).getRawType();
      return shorter(raw.getTypeName())
          + texts(", ", "<", ">", generic.getAnnotatedActualTypeArguments());
    } else if (type instanceof AnnotatedArrayType array) {
      return text(array.getAnnotatedGenericComponentType()) + "[]";
    } else if (type instanceof AnnotatedWildcardType wildcard) {
      AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
      return lower.length > 0
          ? texts(" & ", "? super ", "", lower)
          : texts(" & ", "? extends ", "", wildcard.getAnnotatedUpperBounds());
    }
    return shorter(type.getType().getTypeName());
  }

  private static String texts(String between, String begin, String end, AnnotatedType[] types) {
    return Arrays.stream(types).map(ApiSignatures::text).collect(joining(between, begin, end));
  }

  private static String shorter(String typeName) {
    return typeName.replace("dev.freshet.api.", "").replace("java.lang.", "").replace('$', '.');
  }
}
