package dev.freshet.testkit;

import dev.freshet.api.Context;
import dev.freshet.api.ItemFunction;
import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Memo.SingleFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sees the inputs that reach the functions of memos, and answers in their place. Thread safe. */
final class MemoCalls {
  /** As the store knows a memo. */
  record MemoName(String name, String version, Class<?> input, Class<?> output) {
    static MemoName of(Memo<?, ?> memo) {
      return new MemoName(memo.name(), memo.version(), memo.inputType(), memo.outputType());
    }
  }

  private final Map<MemoName, SingleFunction<?, ?>> answers = new LinkedHashMap<>();
  private final Map<MemoName, List<Object>> inputs = new LinkedHashMap<>();

  synchronized <I, O> void answer(Memo<I, O> memo, SingleFunction<I, O> function) {
    answers.put(MemoName.of(memo), function);
  }

  /** What was seen since the last call of this. */
  synchronized Map<MemoName, List<Object>> drain() {
    Map<MemoName, List<Object>> seen = new LinkedHashMap<>(inputs);
    inputs.clear();
    return seen;
  }

  ItemFunction watching(ItemFunction function) {
    return (item, context) -> function.apply(item, new Watched(context));
  }

  private <I, O> Memo<I, O> watched(Memo<I, O> memo) {
    return Memo.batched(
        memo.name(),
        memo.version(),
        memo.inputType(),
        memo.outputType(),
        memo.maxBatch(),
        () -> new WatchedFunction<>(memo));
  }

  private synchronized <I, O> @Nullable SingleFunction<I, O> called(
      Memo<I, O> memo, List<I> batch) {
    inputs.computeIfAbsent(MemoName.of(memo), missing -> new ArrayList<>()).addAll(batch);
    @SuppressWarnings("unchecked")
    SingleFunction<I, O> answer = (SingleFunction<I, O>) answers.get(MemoName.of(memo));
    return answer;
  }

  @SuppressWarnings("try")
  private final class WatchedFunction<I, O> implements BatchFunction<I, O>, AutoCloseable {
    private final Memo<I, O> memo;
    private @Nullable BatchFunction<I, O> real;

    WatchedFunction(Memo<I, O> memo) {
      this.memo = memo;
    }

    @Override
    public List<O> apply(List<I> batch) throws Exception {
      SingleFunction<I, O> answer = called(memo, batch);
      if (answer == null) {
        return real().apply(batch);
      }
      List<O> outputs = new ArrayList<>(batch.size());
      for (I input : batch) {
        outputs.add(answer.apply(input));
      }
      return outputs;
    }

    private synchronized BatchFunction<I, O> real() {
      BatchFunction<I, O> function = real;
      if (function == null) {
        function = memo.function().get();
        real = function;
      }
      return function;
    }

    @Override
    public synchronized void close() throws Exception {
      if (real instanceof AutoCloseable closeable) {
        closeable.close();
      }
    }
  }

  private final class Watched implements Context {
    private final Context context;

    Watched(Context context) {
      this.context = context;
    }

    @Override
    public <R extends Record> void declare(Target<R> target, R row) {
      context.declare(target, row);
    }

    @Override
    public <I, O> O call(Memo<I, O> memo, I input) throws Exception {
      return context.call(watched(memo), input);
    }

    @Override
    public <I, O> List<O> callAll(Memo<I, O> memo, List<I> batch) throws Exception {
      return context.callAll(watched(memo), batch);
    }
  }
}
