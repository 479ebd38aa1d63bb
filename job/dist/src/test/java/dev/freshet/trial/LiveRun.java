package dev.freshet.trial;

import dev.freshet.engine.flink.RunReport;
import dev.freshet.engine.flink.Runs;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A run on a thread of its own, to be stopped. */
public final class LiveRun implements AutoCloseable {
  private final Runs runs;
  private final CompletableFuture<RunReport> ended = new CompletableFuture<>();

  LiveRun(Runs runs) {
    this(runs, runs::live);
  }

  private LiveRun(Runs runs, Body body) {
    this.runs = runs;
    Thread thread = new Thread(() -> run(body), "a run");
    thread.setDaemon(true);
    thread.start();
  }

  /** An update that the test goes on beside. */
  public static LiveRun ofUpdate(Runs runs) {
    return new LiveRun(runs, runs::update);
  }

  private interface Body {
    RunReport run() throws Exception;
  }

  private void run(Body body) {
    try {
      ended.complete(body.run());
    } catch (Throwable e) {
      ended.completeExceptionally(e);
    }
  }

  /** Waits for the end of a run that ends by itself. */
  RunReport await() throws InterruptedException, ExecutionException, TimeoutException {
    return ended.get(1, TimeUnit.MINUTES);
  }

  /** Stops it and returns what it did. */
  public RunReport stop() throws InterruptedException, ExecutionException, TimeoutException {
    runs.stop();
    return await();
  }

  boolean isRunning() {
    return !ended.isDone();
  }

  /** Stops it, if the test has not done so. */
  @Override
  public void close() throws InterruptedException, TimeoutException {
    runs.stop();
    try {
      await();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof InterruptedException)) {
        throw new AssertionError("The run failed", e.getCause());
      }
    }
  }
}
