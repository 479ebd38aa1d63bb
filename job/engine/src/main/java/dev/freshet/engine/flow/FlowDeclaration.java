package dev.freshet.engine.flow;

import dev.freshet.api.Flow;
import dev.freshet.api.FlowBuilder;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.RowSchema;
import dev.freshet.api.Source;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.Target;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.encoding.RecordType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Receives what a flow declares, and makes a definition of it when there is no problem. */
final class FlowDeclaration implements FlowBuilder {
  private final Connectors connectors;
  private final Problems problems;
  private final Map<String, DeclaredSource> sources = new LinkedHashMap<>();
  private final Map<String, DeclaredTarget<?>> targets = new LinkedHashMap<>();
  private boolean closed;

  FlowDeclaration(Connectors connectors, Problems problems) {
    this.connectors = connectors;
    this.problems = problems;
  }

  @Override
  public Source source(String name, SourceSpec spec) {
    DeclaredSource source = declareSource(name, spec);
    if (spec == null) {
      problems.add(source.toString(), "no spec was given");
    }
    return source;
  }

  @Override
  public <R extends Record> Target<R> target(String name, TargetSpec spec, Class<R> rowType) {
    DeclaredTarget<R> target = declareTarget(name, spec);
    target.takeRows(rowType);
    if (spec == null || rowType == null) {
      problems.add(target.toString(), (spec == null ? "no spec" : "no row type") + " was given");
    }
    return target;
  }

  @Override
  public void forEach(Source source, ItemFunction function) {
    checkOpen();
    if (!(source instanceof DeclaredSource declared) || !declared.belongsTo(this)) {
      problems.add(
          "forEach", source + " was not declared by this flow; give what flow.source returned");
    } else if (function == null) {
      problems.add(declared.toString(), "no function was given");
    } else {
      KnownSecrets.learn(function);
      declared.addFunction(function);
    }
  }

  /**
   * @param spec null if it was already reported as wrong
   */
  DeclaredSource declareSource(@Nullable String name, @Nullable SourceSpec spec) {
    KnownSecrets.learn(spec);
    checkOpen();
    DeclaredSource source = new DeclaredSource(this, name == null ? "" : name, spec);
    checkName("source", source.name());
    if (sources.putIfAbsent(source.name(), source) != null) {
      problems.add(source.toString(), "declared twice; give the second another name");
    }
    return source;
  }

  /**
   * @param spec null if it was already reported as wrong
   */
  <R extends Record> DeclaredTarget<R> declareTarget(
      @Nullable String name, @Nullable TargetSpec spec) {
    KnownSecrets.learn(spec);
    checkOpen();
    DeclaredTarget<R> target = new DeclaredTarget<>(this, name == null ? "" : name, spec);
    checkName("target", target.name());
    if (targets.putIfAbsent(target.name(), target) != null) {
      problems.add(target.toString(), "declared twice; give the second another name");
    }
    return target;
  }

  @Nullable
  DeclaredTarget<?> declaredTarget(String name) {
    return targets.get(name);
  }

  Collection<DeclaredTarget<?>> declaredTargets() {
    return targets.values();
  }

  /** Ends the declaration: what is changed from here on would not be part of the definition. */
  void checkOpen() {
    if (closed) {
      throw new IllegalStateException(
          "The flow is defined; sources and targets are declared and changed in define() only");
    }
  }

  /** Reports sources without a function. */
  void checkComplete() {
    for (DeclaredSource source : sources.values()) {
      if (source.functions().isEmpty()) {
        problems.add(
            source.toString(), "no function; say what its items declare with flow.forEach");
      }
    }
  }

  /**
   * @param where names the flow in the message
   * @throws FlowProblems if anything is wrong, now or before
   */
  FlowDefinition define(String where, String name, @Nullable Flow flow) {
    closed = true;
    if (sources.isEmpty() && problems.size() == 0) {
      problems.add("flow " + name, "no source; declare at least one");
    }
    Places places = new Places(problems);
    targets.values().forEach(target -> settle(target, places));
    LogicFingerprint logic = new LogicFingerprint(this, flow, problems);
    List<SourceDefinition> defined = new ArrayList<>();
    for (DeclaredSource source : sources.values()) {
      SourceDefinition definition = settle(source, logic, places);
      if (definition != null) {
        defined.add(definition);
      }
    }
    problems.throwIfAny(where);
    return new FlowDefinition(
        name,
        defined,
        targets.values().stream()
            .<TargetDefinition<?>>map(target -> target.definition().orElseThrow())
            .toList());
  }

  private <R extends Record> void settle(DeclaredTarget<R> target, Places places) {
    String subject = target.toString();
    RecordType<R> rows = rows(target);
    TargetSpec spec = target.spec();
    if (spec == null || rows == null) {
      return;
    }
    try {
      TargetDefinition<R> definition =
          new TargetDefinition<>(
              target.name(),
              connectors.targetType(spec.getClass()),
              spec,
              rows,
              target.isManagedByUser(),
              target.isShared());
      target.settle(definition);
      places.checkTarget(definition, connectors.newTarget(definition.type()));
    } catch (FlowProblems e) {
      problems.add(subject, e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private <R extends Record> @Nullable RecordType<R> rows(DeclaredTarget<R> target) {
    Class<R> rowClass = target.rowClass();
    if (rowClass == null) {
      RowSchema fields = target.rowFields();
      return fields == null ? null : (RecordType<R>) RecordType.ofRows(fields);
    }
    try {
      RecordType<R> rows = RecordType.of(rowClass);
      if (rows.schema().key().isEmpty()) {
        problems.add(
            target.toString(),
            "its rows " + rowClass.getName() + " have no key; mark at least one component @Key");
        return null;
      }
      return rows;
    } catch (IllegalArgumentException e) {
      String.valueOf(e.getMessage()).lines().forEach(line -> problems.add(target.toString(), line));
      return null;
    }
  }

  private @Nullable SourceDefinition settle(
      DeclaredSource source, LogicFingerprint logic, Places places) {
    String subject = source.toString();
    checkOptions(subject, source);
    SourceSpec spec = source.spec();
    if (source.functions().isEmpty()) {
      return null;
    }
    ItemFunction function = source.functions().get(0);
    LogicFingerprint.Logic found = logic.of(subject, function);
    if (spec == null) {
      return null;
    }
    try {
      SourceDefinition definition =
          new SourceDefinition(
              source.name(),
              connectors.sourceType(spec.getClass()),
              spec,
              source.refreshInterval(),
              source.isWatched(),
              source.concurrency(),
              source.removals(),
              function,
              found.code(),
              found.targets());
      places.checkSource(definition, connectors.newSource(definition.type()));
      return definition;
    } catch (FlowProblems e) {
      problems.add(subject, e.getMessage());
      return null;
    }
  }

  private void checkOptions(String subject, DeclaredSource source) {
    if (source.functions().size() > 1) {
      problems.add(
          subject,
          source.functions().size()
              + " functions; a source has exactly one, which may declare to several targets");
    }
    if (source.concurrency() < 1) {
      problems.add(subject, "concurrency must be at least 1, found " + source.concurrency());
    }
    RemovalLimit removals = source.removals();
    if (!(removals.fraction() > 0 && removals.fraction() <= 1)) {
      problems.add(
          subject,
          "the removal guard's fraction must be over 0 and at most 1, found "
              + removals.fraction());
    }
    if (removals.fewest() < 1) {
      problems.add(
          subject, "the removal guard's fewest must be at least 1, found " + removals.fewest());
    }
    Duration interval = source.refreshInterval();
    if (interval != null && (interval.isZero() || interval.isNegative())) {
      problems.add(subject, "the refresh interval must be longer than zero, found " + interval);
    }
  }

  private void checkName(String kind, String name) {
    Names.problem(name).ifPresent(problem -> problems.add(kind + " " + name, problem));
  }
}
