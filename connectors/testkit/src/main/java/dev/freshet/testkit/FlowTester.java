package dev.freshet.testkit;

import dev.freshet.api.Flow;
import dev.freshet.api.Memo;
import dev.freshet.api.Memo.SingleFunction;
import dev.freshet.engine.flow.FlowDefinition;
import dev.freshet.engine.flow.Flows;
import dev.freshet.engine.flow.SourceDefinition;
import dev.freshet.engine.flow.TargetDefinition;
import dev.freshet.engine.item.Failures;
import dev.freshet.engine.item.memo.Memos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AssertionFailureBuilder;

/**
 * A flow on items that a test gives, with its rows in memory: what its sources and targets really
 * are is left out. Which items run again, which rows are written and deleted, and which memos are
 * called is decided by the engine's own code, without Flink.
 *
 * <pre>{@code
 * var tester = FlowTester.of(new MarkdownToHtml());
 * tester.source("documents").put("a.md", "# A").put("b.md", "# B");
 * tester.update();
 * assertThat(tester.rows("pages", Page.class)).extracting(Page::filename).containsExactly("a.md", "b.md");
 *
 * tester.source("documents").remove("a.md");
 * Changes changes = tester.update();
 * assertThat(changes.upserts("pages")).isEmpty();
 * assertThat(changes.deletes("pages")).hasSize(1);
 * }</pre>
 *
 * <p>Everything happens in the thread of the caller, one item after the other: sources in the order
 * of the flow, items in the order of their keys. The flow is built anew from its class name and
 * parameters, as a worker does it. Its connectors must be on the class path and are asked whether
 * they take its options and rows; they open nothing. Every target begins empty, and the removal of
 * most of a source is never held.
 */
public final class FlowTester implements AutoCloseable {
  private final ClassLoader loader;
  private final MemoCalls memoCalls = new MemoCalls();
  private final Memos memos = new Memos(new MemoResults());
  private final Map<String, MemoryItems> items = new TreeMap<>();
  private final TestedFlow state = new TestedFlow();
  private FlowDefinition flow;

  private FlowTester(FlowDefinition flow, ClassLoader loader) {
    this.flow = flow;
    this.loader = loader;
    state.become(flow, loader);
  }

  /**
   * @throws RuntimeException if anything is wrong with the flow, listing all of it as {@code
   *     ./freshet} does
   */
  public static FlowTester of(Flow flow) {
    ClassLoader loader = flow.getClass().getClassLoader();
    return new FlowTester(Flows.load(flow, loader).definition(), loader);
  }

  /**
   * @param path of a flow file
   * @throws RuntimeException if anything is wrong with the flow, listing all of it as {@code
   *     ./freshet} does
   */
  public static FlowTester ofFile(String path) {
    ClassLoader loader = FlowTester.class.getClassLoader();
    return new FlowTester(Flows.load(path, loader).definition(), loader);
  }

  /** The items of this source; none at first. */
  public MemoryItems source(String name) {
    SourceDefinition source = flow.source(name);
    return items.computeIfAbsent(source.name(), missing -> new MemoryItems());
  }

  /**
   * Runs the flow on whatever changed since the last update, as {@code ./freshet update} does when
   * it ends well.
   *
   * @throws AssertionError if an item failed or items disagree about a row; the first failure is
   *     its cause
   */
  public Changes update() {
    Changes changes = tryUpdate();
    if (changes.failures().isEmpty() && changes.conflicts().isEmpty()) {
      return changes;
    }
    String problems =
        Stream.concat(changes.failures().stream(), changes.conflicts().stream())
            .map(Object::toString)
            .collect(Collectors.joining("\n  "));
    throw AssertionFailureBuilder.assertionFailure()
        .reason(
            "The update of flow "
                + flow.name()
                + " would not end well; where that is meant to be, use tryUpdate():\n  "
                + problems)
        .cause(changes.failures().isEmpty() ? null : changes.failures().get(0).cause())
        .build();
  }

  /**
   * As {@link #update}, where items may fail and disagree; the result says which.
   *
   * @throws UncheckedIOException if listing a source fails, as {@link MemoryItems#failListing} asks
   */
  public Changes tryUpdate() {
    Changes changes =
        new Changes(
            flow.sources().stream().map(SourceDefinition::name).toList(),
            flow.targets().stream().map(TargetDefinition::name).toList());
    try {
      new TestedUpdate(flow, state, this::source, memoCalls, memos, changes).run();
    } catch (IOException e) {
      throw new UncheckedIOException(Failures.message(e), e);
    }
    return changes;
  }

  /** All rows of this target as the flow declared them, in the order of their keys. */
  public List<Record> rows(String target) {
    TestedTarget found = state.target(flow.target(target).name());
    return found.rows().as(found.codec().type().recordClass()).stream()
        .map(Record.class::cast)
        .toList();
  }

  /** All rows of this target, in the order of their keys. */
  public <R extends Record> List<R> rows(String target, Class<R> type) {
    Class<?> declared = flow.target(target).rows().recordClass();
    if (declared != type) {
      throw new NoSuchElementException(
          "Target %s has rows of %s, not %s".formatted(target, declared.getName(), type.getName()));
    }
    return rows(target).stream().map(type::cast).toList();
  }

  /**
   * Lets this function answer in place of the memo's own, which is not made; what was remembered
   * stays remembered.
   */
  public <I, O> FlowTester answer(Memo<I, O> memo, SingleFunction<I, O> function) {
    memoCalls.answer(memo, function);
    return this;
  }

  /**
   * From the next update on the flow is this one, as if a new release of it was started: items and
   * rows stay, and what the edit concerns is processed again.
   *
   * @throws IllegalArgumentException if it has another name, which would be a flow without a past
   */
  public FlowTester become(Flow next) {
    FlowDefinition definition = Flows.load(next, loader).definition();
    if (!definition.name().equals(flow.name())) {
      throw new IllegalArgumentException(
          "Flow %s cannot become %s: another name is another flow; make a tester of it"
              .formatted(flow.name(), definition.name()));
    }
    state.become(definition, loader);
    flow = definition;
    return this;
  }

  /** Closes the functions of memos. */
  @Override
  public void close() {
    try {
      memos.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
