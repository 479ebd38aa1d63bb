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
 * that the target asked for, until the patience is used up by pauses and by calls that ended so,
 * counted since the last success; then the exception goes to the caller, as does a connection that
 * cannot be opened. A batch that is refused again is offered in smaller parts: a target that limits
 * how many rows it takes at a time would never take it whole. Any other exception closes the
 * connection and splits the batch; a row that fails alone, after it failed before, is rejected with
 * that reason. Where rows all over the batch fail alone and nothing at all succeeds, the target is
 * to blame and the exception goes to the caller.
 *
 * <p>One thread. Everything may be repeated after any exception.
 */
public final class BatchCommit implements AutoCloseable {
  /** Longer waits belong to the job's restarts: a commit blocks the checkpoints behind it. */
  public static final Duration MOST_PATIENCE = Duration.ofSeconds(30);

  /** What one call of a connector gets at most. */
  public static final int MOST_ROWS = 10_000;

  static final int FAILURES_THAT_BLAME_THE_TARGET = 4;
  static final int ROWS_THAT_BLAME_THE_TARGET = 32;
  private static final int REFUSALS_THAT_DIVIDE = 2;
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
    this.patience = atMost(patience);
    this.pauses = pauses;
  }

  /** How long a commit bears a target that is away, if it may take that long at most. */
  public static Duration atMost(Duration patience) {
    return patience.compareTo(MOST_PATIENCE) < 0 ? patience : MOST_PATIENCE;
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

  /**
   * Group testing, from the first row to the last. What fails is halved down to its first poison
   * row; a half that follows one which succeeded is known to fail and is not tried as a whole. What
   * comes after that row is tried in groups that are as likely to hold another as not, judging by
   * the rows so far: larger ones would mostly be halved, smaller ones mostly be fine. Ten of 10,000
   * rows cost at most 133 calls more than the one they would have taken, where any method needs 111
   * on average (the logarithm of the number of ways to choose them).
   */
  private final class Attempt {
    private final long sequence;
    private final boolean mayBlameTarget;
    private final List<Rejection> rejections = new ArrayList<>();
    private List<Mutation> rows = List.of();
    private Duration waited = Duration.ZERO;
    private Duration nextPause = FIRST_PAUSE;
    private boolean anySucceeded;
    private int poisonRows;
    private int atOnce = MOST_ROWS;

    Attempt(long sequence, boolean mayBlameTarget) {
      this.sequence = sequence;
      this.mayBlameTarget = mayBlameTarget;
    }

    void apply(List<Mutation> mutations) throws Exception {
      rows = mutations;
      if (tryOnce(mutations) == null) {
        return;
      }
      int next = afterPoison(0, rows.size());
      while (next < rows.size()) {
        int end = Math.min(rows.size(), next + groupAfter(next));
        next = tryOnce(rows.subList(next, end)) == null ? end : afterPoison(next, end);
      }
    }

    /** About the half-life of good luck, where a few rows say little about the rest. */
    private int groupAfter(int done) {
      double rowsForEachPoison = (done + rows.size() / 8.0) / (poisonRows + 0.5);
      return Math.max(1, (int) (Math.log(2) * rowsForEachPoison));
    }

    /** Finds the first poison row of some that failed together; returns where the rest begins. */
    private int afterPoison(int failedFrom, int failedTo) throws Exception {
      int from = failedFrom;
      int to = failedTo;
      Exception alone = null;
      while (to - from > 1) {
        int middle = from + (to - from) / 2;
        Exception failure =
            middle - from > 1 ? tryOnce(rows.subList(from, middle)) : tryAlone(from);
        if (failure == null) {
          from = middle;
        } else {
          to = middle;
          alone = middle - from > 1 ? null : failure;
        }
      }
      alone = alone == null ? tryAlone(from) : alone;
      if (alone != null) {
        poisonRows++;
        rejections.add(new Rejection(rows.get(from), describe(alone)));
        blameTargetUnlessAnySucceeds(alone);
      }
      return from + 1;
    }

    /** It has failed with others, or alone: whatever passes shall have time to. */
    private @Nullable Exception tryAlone(int row) throws Exception {
      pauses.pause(FIRST_PAUSE);
      return tryOnce(rows.subList(row, row + 1));
    }

    /**
     * Looks all over a large batch for a row that the target takes; a small one is tried anyway.
     */
    private void blameTargetUnlessAnySucceeds(Exception failure) throws Exception {
      if (!mayBlameTarget || anySucceeded) {
        return;
      }
      boolean large = rows.size() > ROWS_THAT_BLAME_THE_TARGET;
      for (int i = ROWS_THAT_BLAME_THE_TARGET; large && i > 0 && !anySucceeded; i--) {
        int row = (int) ((long) i * (rows.size() - 1) / ROWS_THAT_BLAME_THE_TARGET);
        var unused = tryOnce(rows.subList(row, row + 1));
      }
      boolean last = poisonRows == rows.size() && poisonRows >= FAILURES_THAT_BLAME_THE_TARGET;
      if (!anySucceeded && (large || last)) {
        throw failure;
      }
    }

    /** Returns what it failed with, if rows may be to blame; throws what concerns all rows. */
    private @Nullable Exception tryOnce(List<Mutation> mutations) throws Exception {
      if (mutations.size() > atOnce) {
        return tryInParts(mutations);
      }
      int patienceWithSize = atOnce == MOST_ROWS ? REFUSALS_THAT_DIVIDE : 1;
      for (int refusals = 0; refusals < patienceWithSize || mutations.size() == 1; refusals++) {
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
            waited = Duration.ZERO;
            nextPause = FIRST_PAUSE;
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
      atOnce = Math.max(1, mutations.size() / 4);
      return tryInParts(mutations);
    }

    private @Nullable Exception tryInParts(List<Mutation> mutations) throws Exception {
      int rejectedBefore = rejections.size();
      for (int from = 0, to; from < mutations.size(); from = to) {
        to = Math.min(mutations.size(), from + atOnce);
        Exception failure = tryOnce(mutations.subList(from, to));
        if (failure != null) {
          rejections.subList(rejectedBefore, rejections.size()).clear();
          return failure;
        }
      }
      return null;
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
