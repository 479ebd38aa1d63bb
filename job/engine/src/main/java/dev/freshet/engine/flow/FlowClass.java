package dev.freshet.engine.flow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.freshet.api.Flow;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** Flows written in Java. */
final class FlowClass {
  private FlowClass() {}

  static Flow create(String className, JsonNode parameters, ClassLoader loader) {
    Class<?> type = ClassNames.load(className, "There is neither a flow file nor a class", loader);
    if (!Flow.class.isAssignableFrom(type)) {
      throw new FlowProblems(
          "Class " + type.getName() + " is not a flow; it must implement " + Flow.class.getName());
    }
    try {
      return type.isRecord() && !parameters.isEmpty()
          ? (Flow) Specs.fromJson(parameters, type)
          : instantiate(type.asSubclass(Flow.class));
    } catch (InvocationTargetException e) {
      Throwable cause = e.getTargetException();
      throw new FlowProblems(
          "The constructor of flow " + className + " failed with " + Problems.reason(cause), cause);
    } catch (LinkageError e) {
      throw new FlowProblems("Flow " + className + " cannot be loaded: " + Problems.reason(e), e);
    } catch (IllegalArgumentException e) {
      throw new FlowProblems(
          "The parameters of flow " + className + " do not fit: " + e.getMessage(), e);
    }
  }

  static FlowDefinition define(Flow flow, ClassLoader loader) {
    String where = "Flow " + flow.getClass().getName();
    Problems problems = new Problems();
    String name = name(flow, problems);
    FlowDeclaration declaration = new FlowDeclaration(Connectors.discover(loader), problems);
    try {
      flow.define(declaration);
      declaration.checkComplete();
    } catch (Exception | Error e) {
      problems.add("flow " + name, "define()", e);
      problems.throwIfAny(where);
    }
    return declaration.define(where, name, flow);
  }

  private static String name(Flow flow, Problems problems) {
    try {
      String name = flow.name();
      if (name == null) {
        problems.add("name", "name() returned null; every flow has a name");
        return "";
      }
      Names.problem(name).ifPresent(problem -> problems.add("name", problem));
      return name;
    } catch (RuntimeException | Error e) {
      problems.add("name", "name()", e);
      return "";
    }
  }

  private static Flow instantiate(Class<? extends Flow> type) throws InvocationTargetException {
    String advice = type.isRecord() ? " that sets its parameters' defaults" : "";
    try {
      if (Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers())) {
        return type.getConstructor().newInstance();
      }
    } catch (NoSuchMethodException e) {
      throw new FlowProblems(
          "Flow "
              + type.getName()
              + " has no public constructor without parameters; add one"
              + advice,
          e);
    } catch (InstantiationException | IllegalAccessException e) {
      throw new FlowProblems(
          "Flow " + type.getName() + " cannot be created: " + Problems.reason(e), e);
    }
    throw new FlowProblems(
        "Flow "
            + type.getName()
            + " cannot be created; it must be a public class that is not abstract");
  }
}
