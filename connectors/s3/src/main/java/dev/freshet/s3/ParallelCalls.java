package dev.freshet.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes calls that wait for a server, a bounded number at a time. Used by one thread, which waits
 * until every call that was begun has ended, whatever happens: none may land later.
 */
final class ParallelCalls implements AutoCloseable {
  private final int most;
  private final Semaphore free;
  private final ThreadPoolExecutor threads;

  ParallelCalls(int most, String name) {
    this.most = most;
    free = new Semaphore(most);
    threads =
        new ThreadPoolExecutor(
            most,
            most,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            call -> daemon(call, name));
    threads.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable call, String name) {
    Thread thread = new Thread(call, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Something to do, on the thread that waits, before each call. */
  @FunctionalInterface
  interface Step {
    void run() throws Exception;
  }

  /** Returns the results in order; after the first failure no further call is begun. */
  <T> List<T> all(List<? extends Callable<T>> calls, Step before) throws Exception {
    List<Future<T>> begun = new ArrayList<>(calls.size());
    AtomicBoolean failed = new AtomicBoolean();
    try {
      for (Callable<T> call : calls) {
        free.acquire();
        if (failed.get()) {
          free.release();
          break;
        }
        begun.add(begin(call, before, failed));
      }
    } finally {
      free.acquireUninterruptibly(most);
      free.release(most);
    }
    return results(begun);
  }

  private <T> Future<T> begin(Callable<T> call, Step before, AtomicBoolean failed)
      throws Exception {
    boolean isBegun = false;
    try {
      before.run();
      Future<T> future = threads.submit(() -> run(call, failed));
      isBegun = true;
      return future;
    } finally {
      if (!isBegun) {
        free.release();
      }
    }
  }

  private <T> T run(Callable<T> call, AtomicBoolean failed) throws Exception {
    boolean ended = false;
    try {
      T result = call.call();
      ended = true;
      return result;
    } finally {
      if (!ended) {
        failed.set(true);
      }
      free.release();
    }
  }

  private static <T> List<T> results(List<Future<T>> begun) throws Exception {
    List<T> results = new ArrayList<>(begun.size());
    for (Future<T> future : begun) {
      try {
        results.add(future.get());
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Exception failure) {
          throw failure;
        }
        throw e;
      }
    }
    return results;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
