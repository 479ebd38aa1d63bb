package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Memo;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.api.internal.BinaryWriter;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * Writes a function and the values it works with, so that equal bytes mean equal values in every
 * JVM, and gathers on the way which code and which targets come with them.
 */
final class ValueEncoding {
  private static final String LAMBDA = "$$Lambda";

  private final CodeGraph code;
  private final FlowDeclaration declaration;
  private final Class<?> user;
  private final Set<Class<?>> classes = new LinkedHashSet<>();
  private final Set<DeclaredTarget<?>> targets =
      new TreeSet<>(Comparator.comparing(DeclaredTarget::name));
  private final Set<String> problems = new LinkedHashSet<>();
  private final Deque<Object> enclosing = new ArrayDeque<>();
  private boolean sawLambda;

  ValueEncoding(CodeGraph code, FlowDeclaration declaration, ItemFunction function) {
    this.code = code;
    this.declaration = declaration;
    this.user = declaringClass(function);
  }

  /** The classes whose code says what the values do. */
  Set<Class<?>> classes() {
    return classes;
  }

  Set<DeclaredTarget<?>> targets() {
    return targets;
  }

  Set<String> problems() {
    return problems;
  }

  boolean sawLambda() {
    return sawLambda;
  }

  /**
   * @param name of the value for messages
   */
  void write(String name, @Nullable Object value, BinaryWriter out) {
    String text = value == null ? null : PlainValues.text(value);
    if (value == null) {
      out.putByte(0);
    } else if (text != null) {
      out.putByte(1).putString(PlainValues.kind(value)).putString(text);
    } else if (value instanceof Target<?> target) {
      writeTarget(name, target, out);
    } else if (value instanceof DeclaredSource source) {
      out.putByte(13).putString(source.name());
    } else if (value instanceof Class<?> type) {
      classes.add(type);
      out.putByte(3).putString(type.getName());
    } else if (value instanceof Enum<?> constant) {
      classes.add(constant.getDeclaringClass());
      out.putByte(4).putString(constant.getDeclaringClass().getName()).putString(constant.name());
    } else if (value instanceof Memo<?, ?> memo) {
      out.putByte(5).putString(memo.name()).putString(memo.version());
      out.putString(memo.inputType().getName()).putString(memo.outputType().getName());
    } else {
      writeNested(name, value, out);
    }
  }

  private void writeTarget(String name, Target<?> target, BinaryWriter out) {
    if (target instanceof DeclaredTarget<?> declared && declared.belongsTo(declaration)) {
      targets.add(declared);
      out.putByte(2).putString(declared.name());
    } else {
      problems.add(name + " is " + target + " of another flow; use a target of this flow");
    }
  }

  private void writeNested(String name, Object value, BinaryWriter out) {
    if (writeReference(value, out)) {
      return;
    }
    enclosing.push(value);
    if (code.follows(user, value.getClass())) {
      classes.add(value.getClass());
    }
    if (value.getClass().isArray()) {
      out.putByte(7).putString(value.getClass().getName());
      writeEach(name, arrayElements(value), out);
    } else if (value instanceof Optional<?> optional) {
      out.putByte(8);
      write(name, optional.orElse(null), out);
    } else if (value instanceof List<?> list) {
      out.putByte(9);
      writeEach(name, list, out);
    } else if (value instanceof Set<?> set) {
      out.putByte(10);
      writeSorted(set, (element, sub) -> write(name, element, sub), out);
    } else if (value instanceof Map<?, ?> map) {
      out.putByte(11);
      writeSorted(map.entrySet(), (entry, sub) -> writeEntry(name, entry, sub), out);
    } else {
      writeObject(name, value, out);
    }
    enclosing.pop();
  }

  /** A value inside itself is written as how many levels up it is. */
  private boolean writeReference(Object value, BinaryWriter out) {
    int levels = 0;
    for (Object outer : enclosing) {
      if (outer == value) {
        out.putByte(6).putVarInt(levels);
        return true;
      }
      levels++;
    }
    return false;
  }

  private void writeEntry(String name, Map.Entry<?, ?> entry, BinaryWriter out) {
    write(name, entry.getKey(), out);
    write(name, entry.getValue(), out);
  }

  private void writeEach(String name, List<?> elements, BinaryWriter out) {
    out.putVarInt(elements.size());
    elements.forEach(element -> write(name, element, out));
  }

  private static <E> void writeSorted(
      Collection<E> elements, BiConsumer<E, BinaryWriter> write, BinaryWriter out) {
    List<byte[]> encoded = new ArrayList<>();
    for (E element : elements) {
      BinaryWriter sub = new BinaryWriter();
      write.accept(element, sub);
      encoded.add(sub.toByteArray());
    }
    encoded.sort(Arrays::compareUnsigned);
    out.putVarInt(encoded.size());
    encoded.forEach(out::putBytes);
  }

  private void writeObject(String name, Object value, BinaryWriter out) {
    Class<?> type = value.getClass();
    Class<?> declaring = declaringClass(value);
    boolean lambda = declaring != type;
    String version = CodeGraph.version(type);
    if (version == null && !lambda && !type.isRecord() && !code.follows(user, type)) {
      problems.add(unreadable(name, type));
      return;
    }
    sawLambda |= lambda;
    classes.add(declaring);
    out.putByte(12).putString(declaring.getName()).putBoolean(lambda).putNullableString(version);
    if (version == null || type.isRecord()) {
      writeFields(value, out);
    }
  }

  private void writeFields(Object value, BinaryWriter out) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = value.getClass(); c != null; c = c.getSuperclass()) {
      Arrays.stream(c.getDeclaredFields())
          .filter(field -> !Modifier.isStatic(field.getModifiers()))
          .sorted(Comparator.comparing(Field::getName))
          .forEach(fields::add);
    }
    out.putVarInt(fields.size());
    for (Field field : fields) {
      out.putString(field.getDeclaringClass() == value.getClass() ? "" : "super");
      out.putString(field.getName());
      try {
        field.setAccessible(true);
        write(label(field), field.get(value), out);
      } catch (InaccessibleObjectException | IllegalAccessException e) {
        problems.add(unreadable(label(field), field.getType()));
      }
    }
  }

  /** Lambdas and anonymous classes keep what they capture in fields the compiler named. */
  private static String label(Field field) {
    Class<?> owner = field.getDeclaringClass();
    if (field.isSynthetic() || owner.getName().contains(LAMBDA)) {
      return field.getName().startsWith("val$")
          ? "the captured variable " + field.getName().substring("val$".length())
          : "a captured value";
    }
    return (owner.isRecord() ? "the component " : "the field ")
        + field.getName()
        + " of "
        + owner.getName();
  }

  private String unreadable(String name, Class<?> type) {
    return name
        + " is a "
        + type.getName()
        + ", and a change of what is in it would not be seen;"
        + " create it inside the function from options that are text, numbers or records,"
        + " or wrap it in a class of yours marked @LogicVersion";
  }

  private static List<Object> arrayElements(Object array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  /** For a lambda or method reference, the class it is written in. */
  private static Class<?> declaringClass(Object value) {
    Class<?> type = value.getClass();
    int lambda = type.getName().indexOf(LAMBDA);
    if (!type.isHidden() || lambda < 0) {
      return type;
    }
    try {
      return Class.forName(type.getName().substring(0, lambda), false, type.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("A lambda has no class around it: " + type.getName(), e);
    }
  }
}
