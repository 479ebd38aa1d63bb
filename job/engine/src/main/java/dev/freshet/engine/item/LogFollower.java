package dev.freshet.engine.item;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemLog;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Follows the log of one source. The source is listed only where the log does not say enough: at
 * the first start, when the flow may have changed since the last listing, and after a lost
 * position; the log is opened before that, so that it holds whatever happens meanwhile.
 *
 * <p>In place of listings, the moments at which everything that had been changed was reported are
 * numbered as scans, so that what waits for a scan goes on: the end of an update, failed items,
 * claimants that disagree. That everything is gone is no such moment: more may come before the end.
 * One thread, but for {@link #completed}.
 */
final class LogFollower {
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration ROUND_AFTER_CHANGES = Duration.ofSeconds(1);
  private static final Duration ROUND_WITHOUT = Duration.ofSeconds(10);

  private final SourceScanner.Scanned scanned;
  private final SourceLister lister;
  private final Callable<? extends OpenReader> open;
  private final ScanClock clock;
  private final SourceScanner.Listener listener;
  private final Retries retries;
  private final AtomicReference<@Nullable String> completed = new AtomicReference<>();
  private @Nullable String position;
  private boolean mustList;
  private @Nullable Long number;
  private @Nullable String end;
  private boolean changed;
  private long roundEnded = System.nanoTime();

  /**
   * @param number of the first listing, or of the moment when what was missed is reported
   */
  LogFollower(
      SourceScanner.Scanned scanned,
      SourceProgress restored,
      SourceLister lister,
      Callable<? extends OpenReader> open,
      ScanClock clock,
      long number,
      SourceScanner.Listener listener,
      Retries retries) {
    this.scanned = scanned;
    this.lister = lister;
    this.open = open;
    this.clock = clock;
    this.number = number;
    this.listener = listener;
    this.retries = retries;
    this.position = restored.position();
    this.mustList = !restored.goesOn(scanned.epoch());
  }

  /** May be called by any thread. */
  void completed(String upTo) {
    completed.set(upTo);
  }

  /** Ends with an interrupt, or with a failure that ends the run. Closes the reader. */
  void follow(OpenReader first) throws Exception {
    OpenReader opened = first;
    try {
      while (true) {
        try {
          opened = opened == null ? open.call() : opened;
          follow((LogReader) opened.reader());
        } catch (InterruptedException e) {
          throw e;
        } catch (PositionLost e) {
          mustList = true;
          listener.retrying(scanned.name(), e);
        } catch (Throwable e) {
          Duration pause = retries.after(e);
          listener.retrying(scanned.name(), e);
          close(opened);
          opened = null;
          Thread.sleep(pause.toMillis());
        }
      }
    } finally {
      close(opened);
    }
  }

  private void close(@Nullable OpenReader opened) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (Exception e) {
      listener.retrying(scanned.name(), e);
    }
  }

  private void follow(LogReader reader) throws Exception {
    ItemLog log = openLog(reader);
    try (AutoCloseable closing = log::close) {
      if (mustList) {
        String begin = log.position();
        listener.scanned(lister.list(reader, numbered()).of(begin, scanned.epoch()));
        lister.listed();
        number = null;
        position = begin;
        mustList = false;
      }
      end = number == null ? null : log.end();
      while (true) {
        report(log.poll(POLL), log);
        retries.succeeded();
        String done = completed.getAndSet(null);
        if (done != null) {
          log.completed(done);
        }
        round(log);
      }
    }
  }

  private ItemLog openLog(LogReader reader) throws Exception {
    if (!mustList) {
      try {
        return reader.log(position);
      } catch (PositionLost e) {
        mustList = true;
        listener.retrying(scanned.name(), e);
      }
    }
    return reader.log(null);
  }

  private long numbered() {
    Long given = number;
    if (given == null) {
      given = clock.begin();
      number = given;
    }
    return given;
  }

  private void report(List<ItemChange> changes, ItemLog log) throws Exception {
    for (ItemChange change : changes) {
      changed = true;
      switch (change.kind()) {
        case TOUCHED -> listener.touched(scanned.source(), change.key());
        case REMOVED -> listener.removed(scanned.source(), change.key());
        case CLEARED ->
            listener.cleared(lister.nothing(clock.last()).of(position, scanned.epoch()));
      }
    }
    String now = log.position();
    if (!changes.isEmpty()) {
      listener.logged(scanned.source(), now);
    }
    position = now;
  }

  private void round(ItemLog log) throws Exception {
    if (end != null && log.reached(end)) {
      listener.caughtUp(scanned.source(), numbered(), log.position());
      number = null;
      end = null;
      changed = false;
      roundEnded = System.nanoTime();
    }
    Duration due = changed ? ROUND_AFTER_CHANGES : ROUND_WITHOUT;
    if (end == null && scanned.live() && System.nanoTime() - roundEnded >= due.toNanos()) {
      var unused = numbered();
      end = log.end();
    }
  }
}
