package dev.freshet.engine.row;

import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Brings mutations to their targets, whatever the target answers.
 *
 * <p>{@link Unavailable} blames no row: the call is repeated, with growing pauses or after the time
 * that the target asked for, until the patience is used up by pauses and by calls that ended so;
 * then the exception goes to the caller, as does a connection that cannot be opened. Any other
 * exception closes the connection and splits the batch; a row that still fails alone, after {@link
 * #TRIES_ALONE} tries, is rejected with that reason. Where several rows fail alone, or many calls,
 * and nothing at all succeeded, the target is to blame and the exception goes to the caller.
 *
 * <p>One thread. Everything may be repeated after any exception.
 */
public final class BatchCommit implements AutoCloseable {
  /** Longer waits belong to the job's restarts: a commit blocks the checkpoints behind it. */
  public static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

  /** What one call of a connector gets at most. */
  public static final int MOST_ROWS = 10_000;

  static final int TRIES_ALONE = 2;
  static final int FAILURES_THAT_BLAME_THE_TARGET = 4;
  static final int CALLS_THAT_BLAME_THE_TARGET = 32;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Callable<? extends Destination> connect;
  private final Fence fence;
  private final Duration patience;
  private final Pauses pauses;
  private @Nullable Destination destination;

  /** Waits; replaced where time is simulated. */
  @FunctionalInterface
  public interface Pauses {
    void pause(Duration time) throws InterruptedException;
  }

  /**
   * @param patience with a target that is away
   */
  public BatchCommit(
      Callable<? extends Destination> connect, Fence fence, Duration patience, Pauses pauses) {
    this.connect = connect;
    this.fence = fence;
    this.patience = patience.compareTo(MOST_PATIENCE) < 0 ? patience : MOST_PATIENCE;
    this.pauses = pauses;
  }

  /**
   * Offers rows again that were rejected before, in calls of a bearable size; returns those that
   * still fail. That all of them do says nothing about the target.
   */
  public List<Rejection> commitAll(List<Mutation> rejected, long sequence) throws Exception {
    List<Rejection> rejections = new ArrayList<>();
    for (int from = 0; from < rejected.size(); from += MOST_ROWS) {
      int to = Math.min(rejected.size(), from + MOST_ROWS);
      rejections.addAll(commit(rejected.subList(from, to), new Attempt(sequence, false)));
    }
    return rejections;
  }

  /** Returns when every mutation is in its target or among the returned rejections. */
  public List<Rejection> commit(List<Mutation> mutations, long sequence) throws Exception {
    return commit(mutations, new Attempt(sequence, true));
  }

  private static List<Rejection> commit(List<Mutation> mutations, Attempt attempt)
      throws Exception {
    attempt.apply(mutations);
    return attempt.rejections;
  }

  /** Rows that failed together, or that must hold a poison row because all others were fine. */
  private record Suspects(List<Mutation> rows, @Nullable Exception failure) {}

  /**
   * Halves what fails, the largest pieces first, so that something succeeds early unless nearly all
   * rows are poison. Where one half succeeded the other is not tried as a whole.
   */
  private final class Attempt {
    private final long sequence;
    private final boolean mayBlameTarget;
    private final List<Rejection> rejections = new ArrayList<>();
    private final Deque<Suspects> suspects = new ArrayDeque<>();
    private Duration waited = Duration.ZERO;
    private Duration nextPause = FIRST_PAUSE;
    private boolean anySucceeded;
    private int failedCalls;

    Attempt(long sequence, boolean mayBlameTarget) {
      this.sequence = sequence;
      this.mayBlameTarget = mayBlameTarget;
    }

    void apply(List<Mutation> mutations) throws Exception {
      succeeds(mutations);
      Exception lastAlone = null;
      int failedAlone = 0;
      while (!suspects.isEmpty()) {
        Suspects next = suspects.remove();
        if (next.rows().size() > 1) {
          split(next.rows());
          continue;
        }
        Exception failure = failsAlone(next);
        if (failure != null) {
          lastAlone = failure;
          failedAlone++;
          rejections.add(new Rejection(next.rows().get(0), describe(failure)));
        }
      }
      if (lastAlone != null && failedAlone >= FAILURES_THAT_BLAME_THE_TARGET) {
        blameTargetUnlessAnySucceeded(lastAlone);
      }
    }

    private void split(List<Mutation> rows) throws Exception {
      int half = rows.size() / 2;
      List<Mutation> second = rows.subList(half, rows.size());
      if (succeeds(rows.subList(0, half))) {
        suspects.add(new Suspects(second, null));
      } else {
        succeeds(second);
      }
    }

    private boolean succeeds(List<Mutation> rows) throws Exception {
      Exception failure = tryOnce(rows);
      if (failure == null) {
        return true;
      }
      suspects.add(new Suspects(rows, failure));
      if (++failedCalls >= CALLS_THAT_BLAME_THE_TARGET) {
        blameTargetUnlessAnySucceeded(failure);
      }
      return false;
    }

    private @Nullable Exception failsAlone(Suspects alone) throws Exception {
      Exception failure = alone.failure();
      for (int tries = failure == null ? 0 : 1; tries < TRIES_ALONE; tries++) {
        if (failure != null) {
          pauses.pause(FIRST_PAUSE);
        }
        failure = tryOnce(alone.rows());
        if (failure == null) {
          return null;
        }
      }
      return failure;
    }

    private void blameTargetUnlessAnySucceeded(Exception failure) throws Exception {
      if (mayBlameTarget && !anySucceeded) {
        throw failure;
      }
    }

    /** Returns what it failed with, if rows may be to blame; throws what concerns all rows. */
    private @Nullable Exception tryOnce(List<Mutation> mutations) throws Exception {
      while (true) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        fence.check();
        long begun = System.nanoTime();
        try {
          Destination open = connected();
          try {
            rejections.addAll(open.mutate(mutations, sequence));
            anySucceeded = true;
            return null;
          } catch (Throwable e) {
            closeAfter(e);
            if (e instanceof Unavailable
                || e instanceof InterruptedException
                || e instanceof VirtualMachineError && !(e instanceof StackOverflowError)) {
              throw e;
            }
            fence.check();
            return e instanceof Exception failure
                ? failure
                : new IllegalStateException("The connector failed with " + e, e);
          }
        } catch (Unavailable e) {
          waited = waited.plusNanos(System.nanoTime() - begun);
          waitFor(e);
        }
      }
    }

    private void waitFor(Unavailable unavailable) throws Exception {
      Duration asked = unavailable.retryAfter();
      Duration pause = asked == null || asked.compareTo(FIRST_PAUSE) < 0 ? nextPause : asked;
      if (waited.plus(pause).compareTo(patience) > 0) {
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
