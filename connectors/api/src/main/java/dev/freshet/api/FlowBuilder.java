package dev.freshet.api;

/**
 * Receives a flow's declarations. Problems are gathered and reported together after {@code define}.
 */
public interface FlowBuilder {
  Source source(String name, SourceSpec spec);

  <R extends Record> Target<R> target(String name, TargetSpec spec, Class<R> rowType);

  /**
   * Says what to declare for each item of {@code source}; every source has exactly one function.
   */
  void forEach(Source source, ItemFunction function);
}
