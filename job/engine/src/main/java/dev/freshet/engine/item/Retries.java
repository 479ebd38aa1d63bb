package dev.freshet.engine.item;

import dev.freshet.api.Unavailable;
import java.time.Duration;

/** How long a source that failed is left alone, and when the run has to end over it. One thread. */
final class Retries {
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final boolean all;
  private final Duration patience;
  private final Duration first;
  private Duration next;
  private Duration waited = Duration.ZERO;

  /**
   * @param all whether every failure is borne, and not only that of a source that is away
   * @param patience how long such a source is waited for in all, where not every failure is borne
   */
  Retries(boolean all, Duration patience, Duration first) {
    this.all = all;
    this.patience = patience;
    this.first = first;
    this.next = first;
  }

  /** Returns how long to wait, or throws the failure where it ends the run. */
  Duration after(Throwable failure) throws Exception {
    Duration asked = failure instanceof Unavailable away ? away.retryAfter() : null;
    Duration pause = asked == null || asked.compareTo(next) < 0 ? next : asked;
    if (!all) {
      waited = waited.plus(pause);
      if (!(failure instanceof Unavailable) || waited.compareTo(patience) > 0) {
        throw asException(failure);
      }
    }
    next = shorter(next.multipliedBy(2), LONGEST);
    return pause;
  }

  void succeeded() {
    next = first;
  }

  private static Exception asException(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (Exception) failure;
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
