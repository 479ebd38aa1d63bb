package dev.freshet.engine.cli;

import dev.freshet.engine.flink.RunFailure;
import dev.freshet.engine.flink.Runs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Ends a run in an orderly way when the process is told to stop. A shutdown hook would not do:
 * Flink has hooks of its own, which take from a run what it needs to end well.
 *
 * <p>The second signal, or too much time, ends the process at once. Signals arrive on threads of
 * their own.
 */
@SuppressWarnings("SunApi")
final class Interruption implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int SIGNALLED = 128;

  private record Replaced(Signal signal, SignalHandler before) {}

  private final Runnable stop;
  private final List<Replaced> replaced = new ArrayList<>();
  private int exitCode;

  private Interruption(Runnable stop) {
    this.stop = stop;
    for (String name : List.of("INT", "TERM")) {
      replace(new Signal(name));
    }
  }

  /** What a command does until it is stopped, ending with an exit code. */
  interface Body {
    int run() throws RunFailure, InterruptedException;
  }

  /**
   * Lets the body run, which drives this run; returns its exit code, or that of the signal. Signals
   * to a job manager are for Flink.
   */
  static int during(Runs runs, Invocation invocation, Body body)
      throws RunFailure, InterruptedException {
    if (invocation.isInCluster()) {
      return body.run();
    }
    Terminal terminal = invocation.terminal();
    try (Interruption interruption = new Interruption(runs::stop)) {
      try {
        return body.run();
      } catch (RunFailure | InterruptedException e) {
        if (interruption.exitCode() == 0) {
          throw e instanceof RunFailure failure
              ? failure
              : new RunFailure(RunFailure.FAILED, "Interrupted", e);
        }
        terminal.error("Stopped before it was done; the next run goes on from here");
        return interruption.exitCode();
      }
    }
  }

  /** What a process that a signal ended returns; 0 while none came. */
  private synchronized int exitCode() {
    return exitCode;
  }

  private void replace(Signal signal) {
    try {
      replaced.add(new Replaced(signal, Signal.handle(signal, this::interrupt)));
    } catch (IllegalArgumentException e) {
      // The JVM was told not to handle this signal (-Xrs), so it ends the process as ever.
      return;
    }
  }

  private synchronized void interrupt(Signal signal) {
    int code = SIGNALLED + signal.getNumber();
    if (exitCode != 0) {
      Runtime.getRuntime().halt(code);
    }
    exitCode = code;
    Thread watch = new Thread(() -> haltAfterPatience(code), "patience");
    watch.setDaemon(true);
    watch.start();
    stop.run();
  }

  private static void haltAfterPatience(int code) {
    try {
      Thread.sleep(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      return;
    }
    Runtime.getRuntime().halt(code);
  }

  @Override
  public void close() {
    replaced.forEach(one -> Signal.handle(one.signal(), one.before()));
  }
}
