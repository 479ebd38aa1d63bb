package dev.freshet.models;

import dev.freshet.api.Memo.GradualFunction;
import dev.freshet.api.Memo.Ready;
import dev.freshet.api.Nullable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Calls a function on threads of its own, as many at once as it may, for all threads that ask. What
 * waits goes into the next call together, whoever asked for it, and what one asks for into several
 * calls at once. Each result is handed over when its call returns; the next call does not wait for
 * that, so at most as many answers as may be called at once are still being handed over.
 *
 * <p>If a call with the inputs of several fails, each of them gets calls of its own, so that one
 * bad input costs one thread. Thread safe.
 */
final class SharedBatches<I, O> implements GradualFunction<I, O>, AutoCloseable {
  /** How long a call that is not full waits for more. */
  private static final long LINGER = Duration.ofMillis(5).toNanos();

  private static final Duration IDLE = Duration.ofSeconds(1);

  /** What is called. */
  @FunctionalInterface
  interface Calls<I, O> {
    /**
     * @param answered may be run once the other side has done its part, so that the next call
     *     begins while this one takes in its answer
     * @return one result for each input
     */
    List<O> apply(List<I> inputs, Runnable answered) throws Exception;
  }

  /** What one thread asked for. */
  private final class Asked {
    final List<I> inputs;
    final Ready<O> ready;
    final @Nullable Object[] outputs;
    final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();
    int missing;
    boolean alone;

    Asked(List<I> inputs, Ready<O> ready) {
      this.inputs = inputs;
      this.ready = ready;
      this.outputs = new Object[inputs.size()];
      this.missing = inputs.size();
    }
  }

  private record Entry<A>(A asked, int index, long since) {}

  private final Calls<I, O> function;
  private final int batch;
  private final int atOnce;
  private final Deque<Entry<Asked>> waiting = new ArrayDeque<>();
  private final Set<Thread> threads = new HashSet<>();
  private int running;
  private int idle;
  private boolean closed;

  SharedBatches(Calls<I, O> function, int batch, int atOnce) {
    this.function = function;
    this.batch = batch;
    this.atOnce = atOnce;
  }

  @Override
  @SuppressWarnings("unchecked")
  public List<O> apply(List<I> inputs, Ready<O> ready) throws Exception {
    Asked asked = new Asked(inputs, ready);
    enqueue(asked);
    try {
      asked.end.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception failure ? failure : e;
    } finally {
      leave(asked);
    }
    List<O> outputs = new ArrayList<>();
    for (Object output : asked.outputs) {
      outputs.add((O) output);
    }
    return outputs;
  }

  /** Interrupts the calls that run; those who wait for them get what that gives. */
  @Override
  public synchronized void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    waiting.forEach(entry -> fail(entry.asked(), new IllegalStateException("closed meanwhile")));
    waiting.clear();
    notifyAll();
  }

  private synchronized void enqueue(Asked asked) {
    if (closed) {
      throw new IllegalStateException("A model was asked after its worker was closed");
    }
    if (asked.missing == 0) {
      asked.end.complete(null);
    }
    long now = System.nanoTime();
    for (int i = 0; i < asked.inputs.size(); i++) {
      waiting.add(new Entry<>(asked, i, now));
    }
    wake();
  }

  /** A thread takes what waits, if a call may begin. */
  private void wake() {
    if (!waiting.isEmpty() && idle == 0 && running < atOnce && threads.size() < 2 * atOnce) {
      start();
    }
    notifyAll();
  }

  private void start() {
    idle++;
    Thread thread = new Thread(this::work, "model calls " + (threads.size() + 1));
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private synchronized void leave(Asked asked) {
    waiting.removeIf(entry -> entry.asked() == asked);
  }

  private void work() {
    try {
      for (List<Entry<Asked>> next = next(); !next.isEmpty(); next = next()) {
        call(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      gone();
    }
  }

  private synchronized void gone() {
    idle--;
    threads.remove(Thread.currentThread());
  }

  /** What to call next; empty if this thread is not needed any more. */
  private synchronized List<Entry<Asked>> next() throws InterruptedException {
    long idleUntil = System.nanoTime() + IDLE.toNanos();
    while (!closed && !(isDue() && running < atOnce)) {
      boolean needed = !waiting.isEmpty() && running < atOnce;
      long left = needed ? untilDue() : idleUntil - System.nanoTime();
      if (left <= 0 && !needed) {
        return List.of();
      }
      wait(Math.max(1, Duration.ofNanos(left).toMillis()));
    }
    if (closed) {
      return List.of();
    }
    List<Entry<Asked>> next = take();
    running++;
    idle--;
    wake();
    return next;
  }

  private boolean isDue() {
    return !waiting.isEmpty() && (waiting.size() >= batch || untilDue() <= 0);
  }

  private long untilDue() {
    return waiting.getFirst().since() + LINGER - System.nanoTime();
  }

  private List<Entry<Asked>> take() {
    List<Entry<Asked>> taken = new ArrayList<>();
    Asked first = waiting.getFirst().asked();
    while (taken.size() < batch && !waiting.isEmpty()) {
      Asked next = waiting.getFirst().asked();
      if (next != first && (first.alone || next.alone)) {
        break;
      }
      taken.add(waiting.remove());
    }
    return taken;
  }

  private void call(List<Entry<Asked>> entries) {
    List<I> inputs = new ArrayList<>();
    entries.forEach(entry -> inputs.add(entry.asked().inputs.get(entry.index())));
    AtomicBoolean answered = new AtomicBoolean();
    Runnable free =
        () -> {
          if (!answered.getAndSet(true)) {
            mayBeginAnother();
          }
        };
    try {
      List<O> outputs = function.apply(inputs, free);
      free.run();
      for (int i = 0; i < entries.size(); i++) {
        entries.get(i).asked().ready.accept(entries.get(i).index(), outputs.get(i));
      }
      done(entries, outputs);
    } catch (Exception e) {
      failed(entries, e);
    } finally {
      free.run();
      rest();
    }
  }

  private synchronized void mayBeginAnother() {
    running--;
    wake();
  }

  private synchronized void rest() {
    idle++;
  }

  private synchronized void done(List<Entry<Asked>> entries, List<O> outputs) {
    for (int i = 0; i < entries.size(); i++) {
      Asked asked = entries.get(i).asked();
      asked.outputs[entries.get(i).index()] = outputs.get(i);
      asked.missing--;
      if (asked.missing == 0) {
        asked.end.complete(null);
      }
    }
  }

  private synchronized void failed(List<Entry<Asked>> entries, Exception failure) {
    Asked first = entries.get(0).asked();
    if (closed || entries.stream().allMatch(entry -> entry.asked() == first)) {
      entries.forEach(entry -> fail(entry.asked(), failure));
      return;
    }
    for (Entry<Asked> entry : entries) {
      entry.asked().alone = true;
      if (!entry.asked().end.isDone()) {
        waiting.add(entry);
      }
    }
    wake();
  }

  private void fail(Asked asked, Exception failure) {
    asked.end.completeExceptionally(failure);
  }
}
