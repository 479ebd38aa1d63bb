package dev.freshet.engine.flow;

import dev.freshet.api.Nullable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.ServiceLoader.Provider;
import java.util.TreeMap;
import java.util.function.Function;

/** One kind of service, of Freshet and of plugins, by type name. Immutable and thread safe. */
final class BuildingBlocks<B> {
  private record Block<B>(Provider<B> provider, Class<?> options) {}

  private final String kind;
  private final Class<B> service;
  private final Map<String, Block<B>> byType = new TreeMap<>();

  /**
   * @param kind for messages: {@code source type}
   * @param options the record class that a block's options are bound to
   */
  BuildingBlocks(
      String kind,
      Class<B> service,
      ClassLoader loader,
      Function<B, String> type,
      Function<B, Class<?>> options) {
    this.kind = kind;
    this.service = service;
    UserClasses.parts(loader).forEach(part -> addAll(part, type, options));
  }

  private void addAll(ClassLoader part, Function<B, String> type, Function<B, Class<?>> options) {
    try {
      Iterator<Provider<B>> providers = ServiceLoader.load(service, part).stream().iterator();
      while (providers.hasNext()) {
        Provider<B> provider = providers.next();
        if (!isKnown(provider)) {
          add(provider, newInstance(provider), type, options);
        }
      }
    } catch (ServiceConfigurationError | LinkageError e) {
      String where = part instanceof IsolatedClassLoader jar ? " of " + jar.getName() : "";
      throw new FlowProblems(
          "A line in " + serviceFile() + where + " cannot be used: " + detail(e), e);
    }
  }

  private static <B> B newInstance(Provider<B> provider) {
    return provider.type().getClassLoader() instanceof IsolatedClassLoader own
        ? own.<B, RuntimeException>asContext(provider::get)
        : provider.get();
  }

  /** A flow's jar may hold a copy of a connector that Freshet comes with. */
  private boolean isKnown(Provider<B> provider) {
    return byType.values().stream().anyMatch(block -> block.provider().type() == provider.type());
  }

  /**
   * A new instance.
   *
   * @param type that a flow or its state was seen to have
   */
  B create(String type) {
    if (!byType.containsKey(type)) {
      throw new FlowProblems(
          "The connector of "
              + kind
              + " "
              + type
              + " is missing; put its jar into plugins/ or give it with --jar. There are: "
              + String.join(", ", byType.keySet()));
    }
    Provider<B> provider = block(type).provider();
    try {
      return newInstance(provider);
    } catch (ServiceConfigurationError e) {
      throw refused(provider, detail(e), e);
    }
  }

  Class<?> options(String type) {
    return block(type).options();
  }

  List<String> types() {
    return List.copyOf(byType.keySet());
  }

  String typeOf(Class<?> options) {
    return byType.entrySet().stream()
        .filter(entry -> entry.getValue().options() == options)
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow(
            () ->
                new FlowProblems(
                    "no connector takes "
                        + options.getName()
                        + "; name its "
                        + service.getSimpleName()
                        + " in a line of "
                        + serviceFile()
                        + ", such as "
                        + options.getName()
                        + "Connector"));
  }

  private Block<B> block(String type) {
    Block<B> block = byType.get(type);
    if (block == null) {
      throw new FlowProblems(Names.unknown(kind, type, byType.keySet()));
    }
    return block;
  }

  private void add(
      Provider<B> provider, B block, Function<B, String> type, Function<B, Class<?>> options) {
    String name = answer(provider, "type()", block, type);
    Class<?> record = answer(provider, "its record of options", block, options);
    if (Names.problem(name).isPresent()) {
      throw refused(provider, "type() returned \"" + name + "\"; write it like local-files", null);
    }
    if (!record.isRecord()) {
      throw refused(provider, "its options are " + record.getName() + "; use a record", null);
    }
    byType.forEach(
        (otherName, other) -> {
          if (otherName.equals(name) || other.options() == record) {
            throw refused(
                provider,
                (otherName.equals(name) ? "the " + kind + " " + name : record.getName())
                    + " is also that of "
                    + name(other.provider())
                    + "; leave one of them out",
                null);
          }
        });
    byType.put(name, new Block<>(provider, record));
  }

  private <T> T answer(Provider<B> provider, String what, B block, Function<B, T> question) {
    T answer;
    try {
      answer = question.apply(block);
    } catch (RuntimeException | Error e) {
      throw refused(provider, what + " failed with " + Problems.reason(e), e);
    }
    if (answer == null) {
      throw refused(provider, what + " is null", null);
    }
    return answer;
  }

  private FlowProblems refused(Provider<B> provider, String why, @Nullable Throwable cause) {
    return new FlowProblems(
        service.getSimpleName() + " " + name(provider) + " cannot be used: " + why, cause);
  }

  private static String name(Provider<?> provider) {
    return provider.type().getName() + IsolatedClassLoader.origin(provider.type());
  }

  private String serviceFile() {
    return "META-INF/services/" + service.getName();
  }

  private String detail(Error e) {
    if (!(e instanceof ServiceConfigurationError)) {
      return Problems.reason(e);
    }
    String detail = String.valueOf(e.getMessage()).replace(service.getName() + ": ", "");
    return e.getCause() == null ? detail : detail + ": " + Problems.reason(e.getCause());
  }
}
