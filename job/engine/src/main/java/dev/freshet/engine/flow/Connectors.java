package dev.freshet.engine.flow;

import dev.freshet.api.Connector;
import dev.freshet.api.FindsRows;
import dev.freshet.api.FunctionType;
import dev.freshet.api.Nullable;
import dev.freshet.api.SetupChange;
import dev.freshet.api.SourceConnector;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.Step;
import dev.freshet.api.TargetConnector;
import dev.freshet.api.TargetSpec;
import java.util.ArrayList;
import java.util.List;

/** The connectors and function types of Freshet, plugins and jars. Immutable and thread safe. */
public final class Connectors {
  private final BuildingBlocks<SourceConnector<?>> sources;
  private final BuildingBlocks<TargetConnector<?, ?, ?, ?>> targets;
  private final BuildingBlocks<FunctionType<?>> functions;

  private Connectors(
      BuildingBlocks<SourceConnector<?>> sources,
      BuildingBlocks<TargetConnector<?, ?, ?, ?>> targets,
      BuildingBlocks<FunctionType<?>> functions) {
    this.sources = sources;
    this.targets = targets;
    this.functions = functions;
  }

  /**
   * @param loader the engine's, or what {@link UserClasses#open} gave
   * @throws FlowProblems if something listed in {@code META-INF/services} cannot be used, naming it
   */
  @SuppressWarnings({"unchecked", "rawtypes"})
  public static Connectors discover(ClassLoader loader) {
    return new Connectors(
        new BuildingBlocks<>(
            "source type",
            (Class<SourceConnector<?>>) (Class) SourceConnector.class,
            loader,
            Connector::type,
            Connector::specType),
        new BuildingBlocks<>(
            "target type",
            (Class<TargetConnector<?, ?, ?, ?>>) (Class) TargetConnector.class,
            loader,
            Connector::type,
            Connector::specType),
        new BuildingBlocks<>(
            "function type",
            (Class<FunctionType<?>>) (Class) FunctionType.class,
            loader,
            FunctionType::type,
            FunctionType::functionClass));
  }

  /**
   * A new instance, for one thread.
   *
   * @throws FlowProblems if there is no such type, listing those there are
   */
  public SourceConnector<?> newSource(String type) {
    return new GuardedSource<>(sources.create(type));
  }

  /**
   * A new instance, for one thread.
   *
   * @throws FlowProblems if there is no such type, listing those there are
   */
  public TargetConnector<?, ?, ?, ?> newTarget(String type) {
    return GuardedTarget.of(targets.create(type));
  }

  /** Whether sources of this type have anything outside that a change of the setup concerns. */
  public boolean setsUpSources(String type) {
    try {
      Class<?> connector = sources.create(type).getClass();
      return connector.getMethod("applySetupChange", SetupChange.class).getDeclaringClass()
          != Connector.class;
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * What searches rows with a connector that {@link #newTarget} made, until that is closed; null if
   * it cannot.
   */
  public static <S extends TargetSpec> @Nullable FindsRows<S> finder(
      TargetConnector<S, ?, ?, ?> connector) {
    return connector instanceof GuardedTarget<S, ?, ?, ?> guarded ? guarded.finder() : null;
  }

  public List<String> sourceTypes() {
    return sources.types();
  }

  public List<String> targetTypes() {
    return targets.types();
  }

  /** Of functions that can be the {@code process} of a source. */
  List<String> itemFunctionTypes() {
    return functions.types().stream()
        .filter(type -> !Step.class.isAssignableFrom(function(type)))
        .toList();
  }

  /** Of the steps of chains. */
  List<String> stepTypes() {
    List<String> types = new ArrayList<>(functions.types());
    types.removeAll(itemFunctionTypes());
    types.add(Columns.TYPE);
    types.add(Declare.TYPE);
    return types;
  }

  /**
   * The type of source that this spec describes.
   *
   * @throws FlowProblems if no connector takes it, saying how to register one
   */
  public String sourceType(Class<? extends SourceSpec> specClass) {
    return sources.typeOf(specClass);
  }

  /**
   * The type of target that this spec describes.
   *
   * @throws FlowProblems if no connector takes it, saying how to register one
   */
  public String targetType(Class<? extends TargetSpec> specClass) {
    return targets.typeOf(specClass);
  }

  Class<? extends SourceSpec> sourceSpec(String type) {
    return sources.options(type).asSubclass(SourceSpec.class);
  }

  Class<? extends TargetSpec> targetSpec(String type) {
    return targets.options(type).asSubclass(TargetSpec.class);
  }

  /** The record of an item function, or of a step of a chain. */
  Class<?> function(String type) {
    return switch (type) {
      case Columns.TYPE -> Columns.class;
      case Declare.TYPE -> Declare.class;
      default -> functions.options(type);
    };
  }
}
