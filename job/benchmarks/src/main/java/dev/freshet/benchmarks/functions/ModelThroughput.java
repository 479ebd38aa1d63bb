package dev.freshet.benchmarks.functions;

import dev.freshet.api.Context;
import dev.freshet.api.Memo;
import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Nullable;
import dev.freshet.api.Target;
import dev.freshet.models.ModelEndpoint;
import dev.freshet.models.TextVectors;
import dev.freshet.modelserver.ModelServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Asks a server that takes 50 ms for a call for the vectors of 1,600 items with 8 texts each, 32
 * items at once, and prints how near that comes to what full calls without a pause would do.
 */
public final class ModelThroughput {
  private static final int ITEMS = 1600;
  private static final int TEXTS = 8;
  private static final int BATCH = 64;
  private static final int AT_ONCE = 4;
  private static final Duration DELAY = Duration.ofMillis(50);

  private ModelThroughput() {}

  public static void main(String[] arguments) throws Exception {
    try (ModelServer server = ModelServer.start(16)) {
      server.delay(DELAY);
      ModelEndpoint endpoint = new ModelEndpoint(server.url(), "words").withAtOnce(AT_ONCE);
      TextVectors vectors = TextVectors.of(endpoint, 16, BATCH);
      Straight context = new Straight();
      seconds(vectors, context, 0, ITEMS / 10);
      server.forget();
      double seconds = seconds(vectors, context, ITEMS, ITEMS);
      double ideal = DELAY.toMillis() / 1e3 * ITEMS * TEXTS / BATCH / AT_ONCE;
      System.out.printf(
          "%d texts in %d calls, %.2f s; %.2f s would be ideal: %.0f %%%n",
          ITEMS * TEXTS, server.batches().size(), seconds, ideal, 100 * ideal / seconds);
    }
  }

  private static double seconds(TextVectors vectors, Context context, int from, int items)
      throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(32);
    long start = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < items; i++) {
      List<String> texts = new ArrayList<>();
      for (int j = 0; j < TEXTS; j++) {
        texts.add("text " + (from + i) + " " + j);
      }
      running.add(pool.submit(() -> vectors.vectors(context, texts)));
    }
    for (Future<?> one : running) {
      one.get();
    }
    pool.shutdown();
    return (System.nanoTime() - start) / 1e9;
  }

  /** Remembers nothing. */
  private static final class Straight implements Context {
    private @Nullable BatchFunction<?, ?> function;

    @Override
    public <R extends Record> void declare(Target<R> target, R row) {}

    @Override
    public <I, O> O call(Memo<I, O> memo, I input) throws Exception {
      return callAll(memo, List.of(input)).get(0);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <I, O> List<O> callAll(Memo<I, O> memo, List<I> inputs) throws Exception {
      return ((BatchFunction<I, O>) of(memo)).apply(inputs);
    }

    private synchronized BatchFunction<?, ?> of(Memo<?, ?> memo) {
      BatchFunction<?, ?> made = function;
      if (made == null) {
        made = memo.function().get();
        function = made;
      }
      return made;
    }
  }
}
