package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Sequence;
import dev.freshet.engine.flow.Option.Text;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Binds options to the components of records. What does not fit is reported to {@link Problems} and
 * the result is then null.
 */
final class OptionBinder {
  /** Finds the target that a function's component names. */
  interface Targets {
    @Nullable
    Target<?> target(String name, Type rowType, int line, String path);
  }

  private final Problems problems;
  private final boolean lenient;
  private final Targets targets;

  private OptionBinder(Problems problems, boolean lenient, Targets targets) {
    this.problems = problems;
    this.lenient = lenient;
    this.targets = targets;
  }

  static OptionBinder strict(Problems problems, Targets targets) {
    return new OptionBinder(problems, false, targets);
  }

  static OptionBinder strict(Problems problems) {
    return strict(problems, OptionBinder::noTargets);
  }

  /** Leaves unknown options out, as needed for what another version of the record wrote. */
  static OptionBinder lenient(Problems problems) {
    return new OptionBinder(problems, true, OptionBinder::noTargets);
  }

  /**
   * @param owner whose options they are, for messages: {@code local-files}
   * @param reserved options in this section that belong to the engine
   */
  <T> @Nullable T bind(
      String path, Section section, String owner, Set<String> reserved, Class<T> recordClass) {
    int before = problems.size();
    OptionRecord<T> record = new OptionRecord<>(recordClass);
    refuseUnknown(path, section, owner, reserved, record);
    Map<String, @Nullable Object> given = new HashMap<>();
    for (OptionRecord.Component component : record.components()) {
      bindComponent(path, section, record, component, given);
    }
    return problems.size() > before ? null : create(path, section, record, given);
  }

  private <T> void refuseUnknown(
      String path, Section section, String owner, Set<String> reserved, OptionRecord<T> record) {
    record.options().stream()
        .filter(reserved::contains)
        .forEach(
            option ->
                problems.add(
                    section.line(),
                    path,
                    owner + " has an option " + option + ", which is one of the engine's own"));
    if (lenient) {
      return;
    }
    List<String> known = new ArrayList<>(record.options());
    known.addAll(new TreeSet<>(reserved));
    section
        .options()
        .forEach(
            (name, option) -> {
              if (!known.contains(name)) {
                problems.add(
                    option.line(),
                    path + "." + name,
                    Names.unknown("option", name, known) + " (" + owner + ")");
              }
            });
  }

  private <T> void bindComponent(
      String path,
      Section section,
      OptionRecord<T> record,
      OptionRecord.Component component,
      Map<String, @Nullable Object> given) {
    Option option = section.options().get(component.option());
    String optionPath = path + "." + component.option();
    if (option instanceof Text text && text.text() == null && component.nullable()) {
      given.put(component.option(), null);
    } else if (option != null) {
      given.put(component.option(), value(optionPath, option, component.type()));
    } else if (record.isRequired(component)) {
      problems.add(
          section.line(),
          path,
          "the option "
              + component.option()
              + " is missing; it is "
              + OptionTypes.describe(component.type()));
    }
  }

  private <T> @Nullable T create(
      String path, Section section, OptionRecord<T> record, Map<String, @Nullable Object> given) {
    try {
      return record.create(given);
    } catch (InvocationTargetException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      String sentence =
          cause instanceof IllegalArgumentException && cause.getMessage() != null
              ? cause.getMessage()
              : constructor(record) + Problems.reason(cause);
      problems.add(section.line(), path, sentence);
      return null;
    } catch (LinkageError e) {
      problems.add(section.line(), path, constructor(record) + Problems.reason(e));
      return null;
    }
  }

  private static String constructor(OptionRecord<?> record) {
    return "the constructor of " + record.name() + " failed with ";
  }

  private @Nullable Object value(String path, Option option, Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic(path, option, generic);
    }
    if (!(type instanceof Class<?> plain)) {
      throw OptionTypes.unsupported(type);
    }
    if (plain.isRecord() && !OptionTypes.isText(plain)) {
      return option instanceof Section section
          ? bind(path, section, plain.getSimpleName(), Set.of(), plain)
          : misfit(path, option, type);
    }
    if (!(option instanceof Text text) || text.text() == null) {
      return misfit(path, option, type);
    }
    try {
      Object value = OptionTypes.parse(text.text(), plain);
      return value == null ? misfit(path, option, type) : value;
    } catch (OptionTypes.Refused e) {
      problems.add(option.line(), path, e.getMessage());
      return null;
    }
  }

  private @Nullable Object generic(String path, Option option, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    Type raw = type.getRawType();
    if (raw == Target.class) {
      return option instanceof Text text && text.text() != null
          ? targets.target(text.text(), arguments[0], option.line(), path)
          : misfit(path, option, type);
    }
    if (raw == List.class || raw == Set.class) {
      return option instanceof Sequence sequence
          ? elements(path, sequence, arguments[0], raw == Set.class)
          : misfit(path, option, type);
    }
    if (raw == Map.class && arguments[0] == String.class) {
      return option instanceof Section section
          ? entries(path, section, arguments[1])
          : misfit(path, option, type);
    }
    throw OptionTypes.unsupported(type);
  }

  private Object elements(String path, Sequence sequence, Type type, boolean distinct) {
    List<@Nullable Object> elements = new ArrayList<>();
    for (Option element : sequence.elements()) {
      elements.add(value(path + "[" + elements.size() + "]", element, type));
    }
    return distinct
        ? Collections.unmodifiableSet(new LinkedHashSet<>(elements))
        : Collections.unmodifiableList(elements);
  }

  private Object entries(String path, Section section, Type type) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    section.options().forEach((k, option) -> entries.put(k, value(path + "." + k, option, type)));
    return Collections.unmodifiableMap(entries);
  }

  private @Nullable Object misfit(String path, Option option, Type type) {
    problems.add(
        option.line(),
        path,
        "expected " + OptionTypes.describe(type) + ", found " + option.describe());
    return null;
  }

  private static @Nullable Target<?> noTargets(String name, Type rowType, int line, String path) {
    throw new IllegalArgumentException(path + " is a target; only a function's option can be one");
  }
}
