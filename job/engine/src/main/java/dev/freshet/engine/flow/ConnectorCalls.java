package dev.freshet.engine.flow;

import dev.freshet.api.Connector;
import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How one connector is called: whatever it finds through the thread's context class loader is its
 * own, what it fails with names it, and a call that prepares something comes to an end. Thread
 * safe.
 */
final class ConnectorCalls {
  /** Raised for structures that take longer to change, with {@code -D} and this name. */
  static final String PATIENCE_PROPERTY = "freshet.setup-patience";

  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final String connector;
  private final ClassLoader loader;

  private ConnectorCalls(String connector, ClassLoader loader) {
    this.connector = connector;
    this.loader = loader;
  }

  static ConnectorCalls of(Connector<?> connector) {
    Class<?> type = connector.getClass();
    return new ConnectorCalls(
        "the connector " + connector.type() + IsolatedClassLoader.origin(type),
        Objects.requireNonNullElse(type.getClassLoader(), ClassLoader.getSystemClassLoader()));
  }

  /** What is called, with whatever that throws. */
  interface Call<T, E extends Exception> {
    T call() throws E;
  }

  /** What is called and returns nothing. */
  interface Action<E extends Exception> {
    void call() throws E;

    default Call<Boolean, E> asCall() {
      return () -> {
        call();
        return true;
      };
    }
  }

  <T, E extends Exception> T inside(Call<T, E> call) throws E {
    return loader instanceof IsolatedClassLoader own ? own.asContext(call) : call.call();
  }

  <E extends Exception> void inside(Action<E> action) throws E {
    inside(action.asCall());
  }

  /**
   * @throws FlowProblems if it fails or answers null
   */
  <T> T answer(String method, Call<T, RuntimeException> question) {
    T answer;
    try {
      answer = inside(question);
    } catch (RuntimeException | Error e) {
      passOutOfMemory(e);
      String reason = KnownSecrets.masked(Problems.reason(e));
      throw new FlowProblems(method + " of " + connector + " failed with " + reason, e);
    }
    if (answer == null) {
      throw new FlowProblems(method + " of " + connector + " returned null");
    }
    return answer;
  }

  /**
   * Waits for what opens or changes something. It runs on a thread of its own, which is left behind
   * if it does not end in time.
   *
   * @param name of the source or target
   * @throws ConnectorFailure for whatever it fails with, but {@link Unavailable}; and if it returns
   *     null
   */
  <T> T prepared(String method, String name, Call<T, Exception> call) throws Exception {
    T prepared = bounded(method, name, call);
    if (prepared == null) {
      throw new ConnectorFailure(place(method, name) + " returned null", null);
    }
    return prepared;
  }

  /** As {@link #prepared}, for what returns nothing. */
  void changed(String method, String name, Action<Exception> action) throws Exception {
    bounded(method, name, action.asCall());
  }

  /** As {@link #changed}, on this thread and for as long as it takes. */
  void named(String method, String name, Action<Exception> action) throws Exception {
    try {
      inside(action);
    } catch (Exception | Error e) {
      throw failure(place(method, name), e);
    }
  }

  /** As {@link #inside}, failing with what can be read everywhere. */
  void readable(Action<Exception> action) throws Exception {
    try {
      inside(action);
    } catch (Exception e) {
      throw ConnectorFailure.readable(e);
    }
  }

  /** As {@link #inside}, failing with nothing that says a credential. */
  <T> T discreet(Call<T, Exception> call) throws Exception {
    try {
      return inside(call);
    } catch (Exception e) {
      throw ConnectorFailure.discreet(e);
    }
  }

  void discreet(Action<Exception> action) throws Exception {
    var unused = discreet(action.asCall());
  }

  /** As {@link #discreet}, for what throws nothing that is checked. */
  <T> T plain(Call<T, RuntimeException> call) {
    try {
      return inside(call);
    } catch (RuntimeException e) {
      throw ConnectorFailure.discreet(e);
    }
  }

  void plain(Action<RuntimeException> action) {
    var unused = plain(action.asCall());
  }

  private <T> @Nullable T bounded(String method, String name, Call<T, Exception> call)
      throws Exception {
    Duration patience = patience();
    FutureTask<T> task = new FutureTask<>(() -> inside(call));
    Thread thread = new Thread(task, place(method, name));
    thread.setDaemon(true);
    thread.start();
    try {
      return task.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw failure(place(method, name), Objects.requireNonNull(e.getCause()));
    } catch (TimeoutException e) {
      throw new ConnectorFailure(
          place(method, name) + " did not return within " + text(patience), e);
    } finally {
      task.cancel(true);
    }
  }

  private String place(String method, String name) {
    return method + " of " + connector + " for " + name;
  }

  private static Exception failure(String place, Throwable cause) {
    if (cause instanceof Unavailable
        || cause instanceof InterruptedException
        || cause instanceof ConnectorFailure) {
      return ConnectorFailure.readable((Exception) cause);
    }
    passOutOfMemory(cause);
    return new ConnectorFailure(sentence(cause) + " (" + place + ")", cause);
  }

  /** Which says nothing about the connector. */
  private static void passOutOfMemory(Throwable cause) {
    if (cause instanceof OutOfMemoryError error) {
      throw error;
    }
  }

  /** An exception's message was written to be read; that of an error says little without a name. */
  private static String sentence(Throwable cause) {
    String message = cause.getMessage();
    return cause instanceof Error || message == null || message.isBlank()
        ? Problems.reason(cause)
        : message;
  }

  private static Duration patience() {
    String property = System.getProperty(PATIENCE_PROPERTY);
    Duration patience = property == null ? null : Quantities.duration(property);
    return patience == null ? PATIENCE : patience;
  }

  private static String text(Duration patience) {
    return patience.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
