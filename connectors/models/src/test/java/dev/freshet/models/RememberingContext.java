package dev.freshet.models;

import dev.freshet.api.Context;
import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Target;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Remembers by name, version and input, as the engine does, and declares nothing. */
final class RememberingContext implements Context {
  private final Map<List<Object>, Object> known = new ConcurrentHashMap<>();
  private final Map<List<Object>, BatchFunction<?, ?>> functions = new ConcurrentHashMap<>();

  @Override
  public <R extends Record> void declare(Target<R> target, R row) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <I, O> O call(Memo<I, O> memo, I input) throws Exception {
    return callAll(memo, List.of(input)).get(0);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) throws Exception {
    List<I> missing = new ArrayList<>(new LinkedHashSet<>(inputs));
    missing.removeIf(input -> known.containsKey(key(memo, input)));
    for (int i = 0; i < missing.size(); i += memo.maxBatch()) {
      List<I> batch = missing.subList(i, Math.min(missing.size(), i + memo.maxBatch()));
      List<O> results = function(memo).apply(batch);
      for (int j = 0; j < batch.size(); j++) {
        known.put(key(memo, batch.get(j)), results.get(j));
      }
    }
    return inputs.stream().map(input -> (O) known.get(key(memo, input))).toList();
  }

  @SuppressWarnings("unchecked")
  private <I, O> BatchFunction<I, O> function(Memo<I, O> memo) {
    return (BatchFunction<I, O>)
        functions.computeIfAbsent(
            List.of(memo.name(), memo.version()), missing -> memo.function().get());
  }

  private static List<Object> key(Memo<?, ?> memo, Object input) {
    return List.of(memo.name(), memo.version(), input);
  }
}
