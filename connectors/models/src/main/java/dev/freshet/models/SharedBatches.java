package dev.freshet.models;

import dev.freshet.api.Memo.BatchFunction;
import dev.freshet.api.Nullable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Runs a function for several threads at once, with a limit to how many calls run. What threads ask
 * for while the limit is reached goes into the next call together. If a call with the inputs of
 * several fails, each of them gets a call of its own, so that one bad input costs one thread.
 */
final class SharedBatches<I, O> {
  /** What one thread asked for. */
  private final class Asked {
    final List<I> inputs;
    final @Nullable Object[] outputs;
    int missing;
    boolean alone;
    @Nullable Exception failure;

    Asked(List<I> inputs) {
      this.inputs = inputs;
      this.outputs = new Object[inputs.size()];
      this.missing = inputs.size();
    }

    boolean isDone() {
      return missing == 0 || failure != null;
    }
  }

  /** How long a call that is not full waits for more while others run. */
  private static final Duration LINGER = Duration.ofMillis(5);

  private record Entry<A>(A asked, int index) {}

  private final BatchFunction<I, O> function;
  private final int batch;
  private final int atOnce;
  private final Deque<Entry<Asked>> waiting = new ArrayDeque<>();
  private int running;

  SharedBatches(BatchFunction<I, O> function, int batch, int atOnce) {
    this.function = function;
    this.batch = batch;
    this.atOnce = atOnce;
  }

  @SuppressWarnings("unchecked")
  List<O> apply(List<I> inputs) throws Exception {
    Asked asked = new Asked(inputs);
    enqueue(asked);
    try {
      List<Entry<Asked>> next = next(asked);
      while (!next.isEmpty()) {
        run(next);
        next = next(asked);
      }
    } finally {
      leave(asked);
    }
    if (asked.failure != null) {
      throw asked.failure;
    }
    List<O> outputs = new ArrayList<>();
    for (Object output : asked.outputs) {
      outputs.add((O) output);
    }
    return outputs;
  }

  private synchronized void enqueue(Asked asked) {
    for (int i = 0; i < asked.inputs.size(); i++) {
      waiting.add(new Entry<>(asked, i));
    }
  }

  private synchronized void leave(Asked asked) {
    waiting.removeIf(entry -> entry.asked() == asked);
    notifyAll();
  }

  /** What to run next, for this thread or for others; empty once this thread has all it wants. */
  private synchronized List<Entry<Asked>> next(Asked asked) throws InterruptedException {
    long full = System.nanoTime() + LINGER.toNanos();
    while (!asked.isDone() && !mayRun(full)) {
      wait(running < atOnce && !waiting.isEmpty() ? LINGER.toMillis() : 0);
    }
    List<Entry<Asked>> next = new ArrayList<>();
    if (asked.isDone()) {
      return next;
    }
    running++;
    Asked first = waiting.getFirst().asked();
    while (next.size() < batch && !waiting.isEmpty()) {
      Asked candidate = waiting.getFirst().asked();
      if (candidate != first && (first.alone || candidate.alone)) {
        break;
      }
      next.add(waiting.remove());
    }
    return next;
  }

  /**
   * @param full when a call goes out though it is not full; before that it does if no other runs
   */
  private boolean mayRun(long full) {
    return running < atOnce
        && !waiting.isEmpty()
        && (running == 0 || waiting.size() >= batch || System.nanoTime() - full >= 0);
  }

  private void run(List<Entry<Asked>> entries) throws InterruptedException {
    List<I> inputs = new ArrayList<>();
    entries.forEach(entry -> inputs.add(entry.asked().inputs.get(entry.index())));
    try {
      done(entries, function.apply(inputs));
    } catch (Exception e) {
      if (e instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
        again(entries, false);
        throw new InterruptedException("Interrupted while a model was asked");
      }
      failed(entries, e);
    }
  }

  private synchronized void done(List<Entry<Asked>> entries, List<O> outputs) {
    running--;
    for (int i = 0; i < entries.size(); i++) {
      Asked asked = entries.get(i).asked();
      asked.outputs[entries.get(i).index()] = outputs.get(i);
      asked.missing--;
    }
    notifyAll();
  }

  private synchronized void failed(List<Entry<Asked>> entries, Exception failure) {
    Asked first = entries.get(0).asked();
    if (entries.stream().allMatch(entry -> entry.asked() == first)) {
      first.failure = failure;
      running--;
      notifyAll();
    } else {
      again(entries, true);
    }
  }

  private synchronized void again(List<Entry<Asked>> entries, boolean alone) {
    for (Entry<Asked> entry : entries) {
      entry.asked().alone |= alone;
      waiting.add(entry);
    }
    running--;
    notifyAll();
  }
}
