package dev.freshet.engine.flow;

import dev.freshet.api.Target;
import java.util.List;
import java.util.NoSuchElementException;

/** A flow that was found to be right, in the order of its declaration. */
public record FlowDefinition(
    String name, List<SourceDefinition> sources, List<TargetDefinition<?>> targets) {
  public FlowDefinition {
    sources = List.copyOf(sources);
    targets = List.copyOf(targets);
  }

  public SourceDefinition source(String name) {
    return sources.stream()
        .filter(source -> source.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown("source", name));
  }

  public TargetDefinition<?> target(String name) {
    return targets.stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown("target", name));
  }

  /**
   * The target behind what an item function passes to {@code declare}.
   *
   * @throws IllegalArgumentException if it was declared by another flow, or another time
   */
  @SuppressWarnings("ReferenceEquality")
  public <R extends Record> TargetDefinition<R> target(Target<R> handle) {
    if (handle instanceof DeclaredTarget<R> declared && declared.definition().isPresent()) {
      TargetDefinition<R> definition = declared.definition().get();
      for (TargetDefinition<?> target : targets) {
        if (target == definition) {
          return definition;
        }
      }
    }
    throw new IllegalArgumentException(
        handle + " is not a target of flow " + name + "; use what flow.target(...) returned");
  }

  private NoSuchElementException unknown(String kind, String unknown) {
    return new NoSuchElementException("Flow " + name + " has no " + kind + " " + unknown);
  }
}
