package dev.freshet.engine.flow;

import dev.freshet.api.ItemFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Source;
import dev.freshet.api.SourceSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The handle of a source; what it says is settled when the flow is defined. */
final class DeclaredSource implements Source {
  static final int DEFAULT_CONCURRENCY = 32;

  private final FlowDeclaration flow;
  private final String name;
  private final @Nullable SourceSpec spec;
  private final List<ItemFunction> functions = new ArrayList<>();
  private @Nullable Duration refreshInterval;
  private boolean watch;
  private int concurrency = DEFAULT_CONCURRENCY;
  private RemovalLimit removals = RemovalLimit.DEFAULT;

  /**
   * @param spec null if it was already reported as wrong
   */
  DeclaredSource(FlowDeclaration flow, String name, @Nullable SourceSpec spec) {
    this.flow = flow;
    this.name = name;
    this.spec = spec;
  }

  @Override
  public Source refreshEvery(Duration interval) {
    flow.checkOpen();
    refreshInterval = interval;
    return this;
  }

  @Override
  public Source watch() {
    flow.checkOpen();
    watch = true;
    return this;
  }

  @Override
  public Source concurrency(int calls) {
    flow.checkOpen();
    concurrency = calls;
    return this;
  }

  @Override
  public Source guardRemovals(double fraction, int fewest) {
    flow.checkOpen();
    removals = new RemovalLimit(fraction, fewest, true);
    return this;
  }

  @Override
  public Source withoutRemovalGuard() {
    flow.checkOpen();
    removals = RemovalLimit.NONE;
    return this;
  }

  void addFunction(ItemFunction function) {
    functions.add(function);
  }

  boolean belongsTo(FlowDeclaration other) {
    return flow == other;
  }

  String name() {
    return name;
  }

  @Nullable
  SourceSpec spec() {
    return spec;
  }

  List<ItemFunction> functions() {
    return functions;
  }

  @Nullable
  Duration refreshInterval() {
    return refreshInterval;
  }

  boolean isWatched() {
    return watch;
  }

  int concurrency() {
    return concurrency;
  }

  RemovalLimit removals() {
    return removals;
  }

  @Override
  public String toString() {
    return "source " + name;
  }
}
