package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Text;
import java.lang.reflect.Type;
import java.util.Set;

/** The {@code process} of a source in YAML: a function by its type or class, and its options. */
final class ProcessOption {
  private final Problems problems;
  private final Connectors connectors;
  private final FlowDeclaration declaration;
  private final ClassLoader loader;
  private boolean namesTarget;

  ProcessOption(
      Problems problems, Connectors connectors, FlowDeclaration declaration, ClassLoader loader) {
    this.problems = problems;
    this.connectors = connectors;
    this.declaration = declaration;
    this.loader = loader;
  }

  /** Null if there was a problem, which is then reported. */
  @Nullable
  ItemFunction function(String sourcePath, Section source) {
    String at = sourcePath + ".process";
    Option option = source.options().get("process");
    if (!(option instanceof Section process)) {
      problems.add(
          option == null ? source.line() : option.line(),
          at,
          (option == null ? "missing" : "found " + option.describe())
              + "; write the function that runs for every item, as {type: ...} or {class: ...}, and"
              + " its options");
      return null;
    }
    String key = process.options().containsKey("class") ? "class" : "type";
    if (!(process.options().get(key) instanceof Text text)
        || text.text() == null
        || key.equals("class") && process.options().containsKey("type")) {
      problems.add(process.line(), at, "expected the name of a function, as either type or class");
      return null;
    }
    try {
      return bind(at, process, key, text.text());
    } catch (FlowProblems | IllegalArgumentException e) {
      problems.add(text.line(), at, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private @Nullable ItemFunction bind(String at, Section process, String key, String name) {
    Class<? extends ItemFunction> type =
        key.equals("class") ? functionClass(name) : connectors.function(name);
    int before = problems.size();
    ItemFunction function =
        OptionBinder.strict(problems, this::target).bind(at, process, name, Set.of(key), type);
    if (!namesTarget && problems.size() == before) {
      problems.add(process.line(), at, canDeclareNothing(type));
      return null;
    }
    return function;
  }

  private Class<? extends ItemFunction> functionClass(String name) {
    Class<?> type = ClassNames.load(name, "there is no class", loader);
    if (!ItemFunction.class.isAssignableFrom(type)) {
      throw new FlowProblems(
          "class "
              + name
              + " is not an item function; it must implement "
              + ItemFunction.class.getName());
    }
    if (!type.isRecord()) {
      throw new FlowProblems(canDeclareNothing(type));
    }
    return type.asSubclass(ItemFunction.class);
  }

  private static String canDeclareNothing(Class<?> type) {
    return type.getName()
        + " has no target, so it can declare no row;"
        + " make it a record with a component of type Target<...>";
  }

  private @Nullable Target<?> target(String name, Type rowType, int line, String path) {
    namesTarget = true;
    DeclaredTarget<?> target = declaration.declaredTarget(name);
    if (target == null) {
      problems.add(
          line,
          path,
          Names.unknown(
              "target",
              name,
              declaration.declaredTargets().stream().map(DeclaredTarget::name).toList()));
      return null;
    }
    if (!(rowType instanceof Class<?> rows) || !rows.isRecord()) {
      problems.add(
          line,
          path,
          "the function takes a Target<" + rowType.getTypeName() + ">; name a record in it");
      return null;
    }
    Class<?> others = target.rowClass();
    if (others != null && others != rows) {
      problems.add(
          line,
          path,
          "target "
              + name
              + " takes rows of "
              + others.getName()
              + " from another function, and this one declares "
              + rows.getName()
              + "; give it a target of its own");
      return null;
    }
    takeRows(target, rows);
    return target;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void takeRows(DeclaredTarget target, Class<?> rows) {
    target.takeRows(rows);
  }
}
