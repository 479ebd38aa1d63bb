package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Source;
import dev.freshet.api.SourceSpec;
import dev.freshet.api.Target;
import dev.freshet.api.TargetSpec;
import dev.freshet.engine.flow.Option.Section;
import dev.freshet.engine.flow.Option.Text;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A flow written in YAML. */
final class FlowFile {
  /** What the engine itself takes beside the options of a source's connector. */
  record SourceOptions(
      @Nullable Duration refreshInterval,
      @Nullable Boolean watch,
      @Nullable Integer concurrency,
      @Nullable GuardOptions removalGuard) {}

  /** Of the removal guard, unless it is off. */
  record GuardOptions(double fraction, int fewest) {
    GuardOptions() {
      this(RemovalLimit.DEFAULT.fraction(), RemovalLimit.DEFAULT.fewest());
    }
  }

  static final String REMOVAL_GUARD = "removal-guard";
  static final String OFF = "off";

  /** What the engine itself takes beside the options of a target's connector. */
  record TargetOptions(@Nullable Boolean managedByUser, @Nullable Boolean shared) {}

  private static final Set<String> TOP = Set.of("name", "sources", "targets");
  private static final Set<String> OF_SOURCE = keys(SourceOptions.class, "type", "process");
  private static final Set<String> OF_TARGET = keys(TargetOptions.class, "type");

  private final String path;
  private final ClassLoader loader;
  private final Problems problems = new Problems();
  private final Connectors connectors;
  private final FlowDeclaration declaration;

  private static Set<String> keys(Class<?> options, String... more) {
    Set<String> keys = new LinkedHashSet<>(new OptionRecord<>(options).options());
    keys.addAll(List.of(more));
    return keys;
  }

  FlowFile(String path, ClassLoader loader) {
    this.path = path;
    this.loader = loader;
    connectors = Connectors.discover(loader);
    declaration = new FlowDeclaration(connectors, problems);
  }

  FlowDefinition define(String text) {
    Option root = YamlReader.read(path, text, problems);
    if (!(root instanceof Section top)) {
      throw new FlowProblems(
          path + " is not a flow: expected name, sources and targets, found " + root.describe());
    }
    refuseUnknown(top);
    String name = name(top);
    sections(top, "targets").forEach(this::target);
    int before = problems.size();
    sections(top, "sources").forEach(this::source);
    if (problems.size() == before) {
      declaration.declaredTargets().forEach(this::checkRowsKnown);
    }
    return declaration.define(path, name, null);
  }

  private void refuseUnknown(Section top) {
    top.options()
        .forEach(
            (key, option) -> {
              if (!TOP.contains(key)) {
                problems.add(
                    option.line(),
                    key,
                    Names.unknown("key", key, List.of("name", "sources", "targets")));
              }
            });
  }

  private String name(Section top) {
    Option option = top.options().get("name");
    if (option instanceof Text text && text.text() != null) {
      Names.problem(text.text()).ifPresent(problem -> problems.add(text.line(), "name", problem));
      return text.text();
    }
    problems.add(
        option == null ? 1 : option.line(),
        "name",
        option == null
            ? "missing; it names the flow's state"
            : "expected a text, found " + option.describe());
    return "";
  }

  private Map<String, Section> sections(Section top, String key) {
    Map<String, Section> sections = new LinkedHashMap<>();
    Option all = top.options().get(key);
    if (!(all instanceof Section named)) {
      problems.add(
          all == null ? 1 : all.line(),
          key,
          all == null
              ? "missing; list the flow's " + key + " by name"
              : "expected " + key + " by name, found " + all.describe());
      return sections;
    }
    named
        .options()
        .forEach(
            (name, option) -> {
              if (option instanceof Section section) {
                sections.put(name, section);
              } else {
                problems.add(
                    option.line(),
                    key + "." + name,
                    "expected a type and its options, found " + option.describe());
              }
            });
    return sections;
  }

  private void target(String name, Section section) {
    String at = "targets." + name;
    problems.locate("target " + name, section.line());
    TargetOptions own = own(at, section, OF_TARGET, TargetOptions.class);
    Class<? extends TargetSpec> specClass =
        spec(at, section, connectors.targetTypes(), connectors::targetSpec);
    TargetSpec spec = specClass == null ? null : bind(at, section, OF_TARGET, specClass);
    Target<?> target = declaration.declareTarget(name, spec);
    if (own != null && Boolean.TRUE.equals(own.managedByUser())) {
      target.managedByUser();
    }
    if (own != null && Boolean.TRUE.equals(own.shared())) {
      target.shared();
    }
  }

  private void source(String name, Section section) {
    String at = "sources." + name;
    problems.locate("source " + name, section.line());
    boolean guarded =
        !(section.options().get(REMOVAL_GUARD) instanceof Text text && OFF.equals(text.text()));
    SourceOptions own =
        own(at, guarded ? section : unguarded(section), OF_SOURCE, SourceOptions.class);
    Class<? extends SourceSpec> specClass =
        spec(at, section, connectors.sourceTypes(), connectors::sourceSpec);
    SourceSpec spec = specClass == null ? null : bind(at, section, OF_SOURCE, specClass);
    Source source = declaration.declareSource(name, spec);
    if (own != null) {
      apply(own, source);
    }
    if (!guarded) {
      source.withoutRemovalGuard();
    }
    ItemFunction function =
        new ProcessOption(problems, connectors, declaration, loader).function(at, section);
    if (function != null) {
      declaration.forEach(source, function);
    }
  }

  private static Section unguarded(Section section) {
    Map<String, Option> options = new LinkedHashMap<>(section.options());
    options.remove(REMOVAL_GUARD);
    return new Section(section.line(), options);
  }

  private static void apply(SourceOptions own, Source source) {
    if (own.refreshInterval() != null) {
      source.refreshEvery(own.refreshInterval());
    }
    if (Boolean.TRUE.equals(own.watch())) {
      source.watch();
    }
    if (own.concurrency() != null) {
      source.concurrency(own.concurrency());
    }
    if (own.removalGuard() != null) {
      source.guardRemovals(own.removalGuard().fraction(), own.removalGuard().fewest());
    }
  }

  private void checkRowsKnown(DeclaredTarget<?> target) {
    if (target.rowClass() == null && target.rowFields() == null) {
      problems.add(
          target.toString(),
          "no process of a source names it, so the type of its rows is not known;"
              + " name it in one or remove it");
    }
  }

  private <T> @Nullable T own(String at, Section section, Set<String> names, Class<T> options) {
    Map<String, Option> own = new LinkedHashMap<>(section.options());
    own.keySet().retainAll(names);
    own.keySet().removeAll(Set.of("type", "process"));
    return OptionBinder.strict(problems)
        .bind(at, new Section(section.line(), own), "the engine", Set.of(), options);
  }

  private static @Nullable String type(Section section) {
    return section.options().get("type") instanceof Text text ? text.text() : null;
  }

  private <C> @Nullable Class<? extends C> spec(
      String at,
      Section section,
      List<String> types,
      Function<String, Class<? extends C>> specClass) {
    Option written = section.options().getOrDefault("type", section);
    String type = type(section);
    if (type == null) {
      problems.add(
          written.line(), at, "the type is missing; it is one of " + String.join(", ", types));
      return null;
    }
    try {
      return specClass.apply(type);
    } catch (FlowProblems e) {
      problems.add(written.line(), at, e.getMessage());
      return null;
    }
  }

  private <T> @Nullable T bind(String at, Section section, Set<String> own, Class<T> specClass) {
    try {
      return OptionBinder.strict(problems)
          .bind(at, section, String.valueOf(type(section)), own, specClass);
    } catch (IllegalArgumentException e) {
      problems.add(section.line(), at, String.valueOf(e.getMessage()));
      return null;
    }
  }
}
