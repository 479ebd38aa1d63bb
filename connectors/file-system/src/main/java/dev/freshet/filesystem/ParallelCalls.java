package dev.freshet.filesystem;

import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls of a file system, some at the same time. Flink's file systems know no deadline, so each has
 * one here: a call that takes longer is interrupted and given up.
 */
final class ParallelCalls implements AutoCloseable {
  private final int atOnce;
  private final Duration deadline;
  private final String place;
  private final ExecutorService threads;

  ParallelCalls(int atOnce, Duration deadline, String place) {
    this.atOnce = atOnce;
    this.deadline = deadline;
    this.place = place;
    threads =
        Executors.newFixedThreadPool(
            atOnce,
            task -> {
              Thread thread = new Thread(task, "file-system");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Runs before each call, on the calling thread. */
  @FunctionalInterface
  interface Before {
    void run() throws Exception;
  }

  /** Begins them in their order; after a failure no more, and those that run come to an end. */
  void all(List<? extends Callable<?>> calls, Before before) throws Exception {
    Deque<Future<?>> running = new ArrayDeque<>();
    try {
      for (Callable<?> call : calls) {
        if (running.size() == atOnce) {
          await(running.remove());
        }
        before.run();
        running.add(threads.submit(call));
      }
      while (!running.isEmpty()) {
        await(running.remove());
      }
    } finally {
      for (Future<?> left : running) {
        awaitQuietly(left);
      }
    }
  }

  private void await(Future<?> call) throws Exception {
    try {
      call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (TimeoutException e) {
      call.cancel(true);
      throw new Unavailable(place + " did not answer within " + deadline.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      call.cancel(true);
      throw e;
    }
  }

  private void awaitQuietly(Future<?> call) {
    try {
      call.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException anotherFailureIsThrown) {
      return;
    } catch (TimeoutException e) {
      call.cancel(true);
    } catch (InterruptedException e) {
      call.cancel(true);
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
