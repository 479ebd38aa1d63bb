package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Brings mutations to their targets, whatever the target answers.
 *
 * <p>{@link Unavailable} blames no row: the call is repeated, with growing pauses or after the time
 * that the target asked for, until {@link #PATIENCE} is used up; then the exception goes to the
 * caller. Any other exception closes the connection and splits the batch; a row that still fails
 * alone, after {@link #TRIES_ALONE} tries, is rejected with that reason. Where several rows fail
 * alone and nothing at all succeeded, the target is to blame and the exception goes to the caller.
 *
 * <p>One thread. Everything may be repeated after any exception.
 */
public final class BatchCommit implements AutoCloseable {
  /** Longer waits belong to the job's restarts: a commit blocks the checkpoints behind it. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** What one call of a connector gets at most. */
  public static final int MOST_ROWS = 10_000;

  static final int TRIES_ALONE = 2;
  static final int FAILURES_THAT_BLAME_THE_TARGET = 4;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Callable<? extends Destination> connect;
  private final Fence fence;
  private final Pauses pauses;
  private @Nullable Destination destination;

  /** Waits; replaced where time is simulated. */
  @FunctionalInterface
  public interface Pauses {
    void pause(Duration time) throws InterruptedException;
  }

  public BatchCommit(Callable<? extends Destination> connect, Fence fence, Pauses pauses) {
    this.connect = connect;
    this.fence = fence;
    this.pauses = pauses;
  }

  /** Commits any number of mutations in calls of a bearable size. */
  public List<Rejection> commitAll(List<Mutation> mutations, long sequence) throws Exception {
    List<Rejection> rejections = new ArrayList<>();
    for (int from = 0; from < mutations.size(); from += MOST_ROWS) {
      int to = Math.min(mutations.size(), from + MOST_ROWS);
      rejections.addAll(commit(mutations.subList(from, to), sequence));
    }
    return rejections;
  }

  /** Returns when every mutation is in its target or among the returned rejections. */
  public List<Rejection> commit(List<Mutation> mutations, long sequence) throws Exception {
    Attempt attempt = new Attempt(sequence);
    attempt.apply(mutations);
    return attempt.rejections;
  }

  private final class Attempt {
    private final long sequence;
    private final List<Rejection> rejections = new ArrayList<>();
    private Duration waited = Duration.ZERO;
    private Duration nextPause = FIRST_PAUSE;
    private boolean anySucceeded;
    private int failedAlone;

    Attempt(long sequence) {
      this.sequence = sequence;
    }

    void apply(List<Mutation> mutations) throws Exception {
      Exception failure = tryOnce(mutations);
      if (failure == null) {
        return;
      }
      if (mutations.size() > 1) {
        int half = mutations.size() / 2;
        apply(mutations.subList(0, half));
        apply(mutations.subList(half, mutations.size()));
        return;
      }
      for (int tries = 1; tries < TRIES_ALONE; tries++) {
        pauses.pause(FIRST_PAUSE);
        failure = tryOnce(mutations);
        if (failure == null) {
          return;
        }
      }
      failedAlone++;
      if (!anySucceeded && failedAlone >= FAILURES_THAT_BLAME_THE_TARGET) {
        throw failure;
      }
      rejections.add(new Rejection(mutations.get(0), describe(failure)));
    }

    /** Returns what it failed with, if rows may be to blame; throws what concerns all rows. */
    private @Nullable Exception tryOnce(List<Mutation> mutations) throws Exception {
      while (true) {
        fence.check();
        try {
          rejections.addAll(connected().mutate(mutations, sequence));
          anySucceeded = true;
          return null;
        } catch (Unavailable e) {
          closeAfter(e);
          waitFor(e);
        } catch (InterruptedException | VirtualMachineError e) {
          closeAfter(e);
          throw e;
        } catch (Exception e) {
          closeAfter(e);
          fence.check();
          return e;
        } catch (Error e) {
          closeAfter(e);
          fence.check();
          return new IllegalStateException("The connector failed with " + e, e);
        }
      }
    }

    private void waitFor(Unavailable unavailable) throws Exception {
      Duration asked = unavailable.retryAfter();
      Duration pause = asked == null ? nextPause : asked;
      if (waited.plus(pause).compareTo(PATIENCE) > 0) {
        throw unavailable;
      }
      pauses.pause(pause);
      waited = waited.plus(pause);
      Duration doubled = nextPause.multipliedBy(2);
      nextPause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }
  }

  private Destination connected() throws Exception {
    if (destination == null) {
      destination = connect.call();
    }
    return destination;
  }

  private void closeAfter(Throwable failure) {
    try {
      close();
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void close() throws Exception {
    Destination closing = destination;
    destination = null;
    if (closing != null) {
      closing.close();
    }
  }

  private static String describe(Throwable failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.toString() : message;
  }
}
