package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import dev.freshet.api.Step;
import dev.freshet.api.Target;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Sequence;
import dev.freshet.engine.flow.Option.Text;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Set;

/**
 * The {@code process} of a source in YAML: a function by its type or class, and its options; or a
 * list of the steps of a chain.
 */
final class ProcessOption {
  private static final String WRITE =
      "; write the function that runs for every item, as {type: ...} or {class: ...}, and its"
          + " options, or a list of steps";

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
    if (option instanceof Sequence steps) {
      return new ChainOption(problems, this).chain(at, steps);
    }
    if (!(option instanceof Section process)) {
      problems.add(
          option == null ? source.line() : option.line(),
          at,
          (option == null ? "missing" : "found " + option.describe()) + WRITE);
      return null;
    }
    Object function = bind(at, process, false);
    return function instanceof ItemFunction itemFunction ? itemFunction : null;
  }

  /**
   * An item function or a step; null if there was a problem, which is then reported.
   *
   * @param process with its {@code type} or {@code class}
   * @param inChain whether a step is wanted
   */
  @Nullable
  Object bind(String at, Section process, boolean inChain) {
    String key = process.options().containsKey("class") ? "class" : "type";
    if (!(process.options().get(key) instanceof Text text)
        || text.text() == null
        || key.equals("class") && process.options().containsKey("type")) {
      problems.add(process.line(), at, "expected the name of a function, as either type or class");
      return null;
    }
    try {
      Class<?> type = key.equals("class") ? userClass(text.text()) : ofType(text.text(), inChain);
      checkPlace(text.text(), type, inChain);
      return bind(at, process, key, text.text(), type);
    } catch (FlowProblems | IllegalArgumentException e) {
      problems.add(text.line(), at, String.valueOf(e.getMessage()));
      return null;
    }
  }

  private Class<?> ofType(String type, boolean inChain) {
    List<String> known = inChain ? connectors.stepTypes() : connectors.itemFunctionTypes();
    List<String> others = inChain ? connectors.itemFunctionTypes() : connectors.stepTypes();
    if (!known.contains(type) && !others.contains(type)) {
      throw new FlowProblems(
          OptionalTypes.advice(type)
              .orElseGet(() -> Names.unknown(inChain ? "step" : "function type", type, known)));
    }
    return connectors.function(type);
  }

  private static void checkPlace(String name, Class<?> type, boolean inChain) {
    if (inChain && !isStep(type)) {
      throw new FlowProblems(
          name
              + (ItemFunction.class.isAssignableFrom(type)
                  ? " declares rows itself and cannot be a step; write it alone, without a list"
                  : " is not a step; it must implement " + Step.class.getName()));
    }
    if (!inChain && isStep(type)) {
      throw new FlowProblems(
          name
              + " is a step and declares no rows; write process as a list of steps that ends in"
              + " {type: declare, ...}");
    }
    if (!inChain && !ItemFunction.class.isAssignableFrom(type)) {
      throw new FlowProblems(
          "class "
              + name
              + " is not an item function; it must implement "
              + ItemFunction.class.getName());
    }
  }

  private static boolean isStep(Class<?> type) {
    return type == Declare.class || type == Columns.class || Step.class.isAssignableFrom(type);
  }

  private @Nullable Object bind(
      String at, Section process, String key, String name, Class<?> type) {
    if (!type.isRecord()) {
      throw new FlowProblems(
          isStep(type)
              ? type.getName() + " is not a record; a step's components are its options"
              : canDeclareNothing(type));
    }
    int before = problems.size();
    Object function =
        OptionBinder.strict(problems, this::target).bind(at, process, name, Set.of(key), type);
    if (!isStep(type) && !namesTarget && problems.size() == before) {
      problems.add(process.line(), at, canDeclareNothing(type));
      return null;
    }
    return function;
  }

  private Class<?> userClass(String name) {
    return ClassNames.load(name, "there is no class", loader);
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
    if (rowType == Row.class) {
      return target;
    }
    if (!(rowType instanceof Class<?> rows) || !rows.isRecord()) {
      problems.add(
          line,
          path,
          "the function takes a Target<" + rowType.getTypeName() + ">; name a record in it");
      return null;
    }
    Class<?> others = target.rowClass();
    if (target.rowFields() != null || others != null && others != rows) {
      problems.add(
          line,
          path,
          "target "
              + name
              + " takes rows of "
              + (others == null ? "a chain" : others.getName())
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
