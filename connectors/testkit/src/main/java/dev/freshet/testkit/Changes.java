package dev.freshet.testkit;

import dev.freshet.api.Memo;
import dev.freshet.testkit.MemoCalls.MemoName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/** What one update of a {@link FlowTester} did. */
public final class Changes {
  /** An item whose function, or whose reading, failed; the rows it declared before stay. */
  public record FailedItem(String source, String key, Throwable cause) {
    @Override
    public String toString() {
      return "item %s of source %s failed: %s".formatted(Texts.quoted(key), source, cause);
    }
  }

  /** Items that declare different rows with one key in a target that is not shared. */
  public record Conflict(String target, Record standing, List<String> items) {
    @Override
    public String toString() {
      return "items %s declare different rows in target %s; what stands is %s"
          .formatted(String.join(", ", items), target, standing);
    }
  }

  private final Map<String, RowChanges> targets = new LinkedHashMap<>();
  private final Map<String, List<String>> processed = new LinkedHashMap<>();
  private final Map<MemoName, List<Object>> calls = new LinkedHashMap<>();
  private final List<FailedItem> failures = new ArrayList<>();
  private final List<Conflict> conflicts = new ArrayList<>();

  private static final class RowChanges {
    private final List<Record> upserts = new ArrayList<>();
    private final List<Record> deletes = new ArrayList<>();
  }

  Changes(List<String> sources, List<String> targetNames) {
    sources.forEach(source -> processed.put(source, new ArrayList<>()));
    targetNames.forEach(target -> targets.put(target, new RowChanges()));
  }

  /** The rows that were written to this target, as they are now, in the order they were written. */
  public List<Record> upserts(String target) {
    return List.copyOf(of(targets, "target", target).upserts);
  }

  public <R extends Record> List<R> upserts(String target, Class<R> type) {
    return upserts(target).stream().map(type::cast).toList();
  }

  /** The rows that were deleted from this target, as they were. */
  public List<Record> deletes(String target) {
    return List.copyOf(of(targets, "target", target).deletes);
  }

  public <R extends Record> List<R> deletes(String target, Class<R> type) {
    return deletes(target).stream().map(type::cast).toList();
  }

  /** The keys of the items of this source whose function ran, failed ones included. */
  public List<String> processed(String source) {
    return List.copyOf(of(processed, "source", source));
  }

  /** The inputs that the function of this memo was called with, not those it remembered. */
  public <I> List<I> calls(Memo<I, ?> memo) {
    return calls.getOrDefault(MemoName.of(memo), List.of()).stream()
        .map(input -> boxed(memo.inputType()).cast(input))
        .toList();
  }

  /** How many inputs the functions of all memos were called with. */
  public int calls() {
    return calls.values().stream().mapToInt(List::size).sum();
  }

  public List<FailedItem> failures() {
    return List.copyOf(failures);
  }

  /** All there are after this update, also those that an earlier one left. */
  public List<Conflict> conflicts() {
    return List.copyOf(conflicts);
  }

  /** Whether no row was written or deleted. */
  public boolean isEmpty() {
    return targets.values().stream()
        .allMatch(rows -> rows.upserts.isEmpty() && rows.deletes.isEmpty());
  }

  void upserted(String target, Record row) {
    of(targets, "target", target).upserts.add(row);
  }

  void deleted(String target, Record row) {
    of(targets, "target", target).deletes.add(row);
  }

  void ran(String source, String key) {
    of(processed, "source", source).add(key);
  }

  void called(Map<MemoName, List<Object>> inputs) {
    calls.putAll(inputs);
  }

  void failed(FailedItem item) {
    failures.add(item);
  }

  void contested(Conflict conflict) {
    conflicts.add(conflict);
  }

  private static <T> T of(Map<String, T> all, String kind, String name) {
    T found = all.get(name);
    if (found == null) {
      throw new NoSuchElementException(
          "The flow has no " + kind + " " + name + "; it has " + all.keySet());
    }
    return found;
  }

  @SuppressWarnings("unchecked")
  private static <T> Class<T> boxed(Class<T> type) {
    return (Class<T>) java.lang.invoke.MethodType.methodType(type).wrap().returnType();
  }

  /** Every change, one a line. */
  @Override
  public String toString() {
    List<String> lines = new ArrayList<>();
    targets.forEach(
        (name, rows) -> {
          rows.upserts.forEach(row -> lines.add(name + " + " + row));
          rows.deletes.forEach(row -> lines.add(name + " - " + row));
        });
    calls.forEach((memo, inputs) -> lines.add("memo " + memo.name() + ": " + inputs.size()));
    failures.forEach(failure -> lines.add(failure.toString()));
    conflicts.forEach(conflict -> lines.add(conflict.toString()));
    return lines.isEmpty() ? "no change" : String.join("\n", lines);
  }
}
