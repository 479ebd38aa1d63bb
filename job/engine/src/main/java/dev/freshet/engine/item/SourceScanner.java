package dev.freshet.engine.item;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Unavailable;
import dev.freshet.api.WatchingReader;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lists one source again and again on a thread of its own, and watches it on another; or follows
 * its log, if it has one. Scans of a source never overlap, and one that fails reports nothing.
 */
public final class SourceScanner implements AutoCloseable {
  private static final Duration WATCH_POLL = Duration.ofSeconds(1);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Scanned scanned;
  private final SourceProgress restored;
  private final Callable<? extends OpenReader> open;
  private final ScanClock clock;
  private final Listener listener;
  private final SourceLister lister;
  private final Retries retries;
  private final Semaphore listNow = new Semaphore(0);
  private final Thread scanThread;
  private final Duration firstRetry;
  private volatile @Nullable Thread watchThread;
  private volatile @Nullable LogFollower log;
  private volatile boolean closed;
  private long number;

  /**
   * How a source is scanned.
   *
   * @param refresh null to list once
   * @param live whether the run goes on when it has caught up, and after a failed listing; one that
   *     does not bears only a source that is {@link Unavailable}
   * @param patience how long such a run waits for such a source in all
   * @param confirmRemovals whether the first listing may remove what the guard would hold
   * @param epoch of the flow's logic
   */
  public record Scanned(
      String name,
      int source,
      @Nullable Duration refresh,
      boolean watch,
      boolean live,
      Duration patience,
      RemovalGuard guard,
      boolean confirmRemovals,
      long epoch) {}

  /** Gets what the threads find. Called by both threads. */
  public interface Listener {
    /** The next listing of the source begins after this has returned. */
    void scanned(Scan scan) throws InterruptedException;

    /** A watch or a log saw this item change. */
    void touched(int source, String key) throws InterruptedException;

    /** A log saw this item go. */
    void removed(int source, String key) throws InterruptedException;

    /**
     * A log saw everything go. What it told before has been told; the number is that of no scan.
     */
    void cleared(Scan nothing) throws InterruptedException;

    /** Every change up to this position of a log has been told. */
    void logged(int source, String position) throws InterruptedException;

    /** As does a listing of this number: every change made before it began has been told. */
    void caughtUp(int source, long number, String position) throws InterruptedException;

    /** A failure that ends the run. */
    void failed(Throwable failure);

    /** A listing failed and is tried again. */
    void retrying(String source, Throwable failure);
  }

  /** Digests a listing; see the recorded digest of a run. */
  public interface Digester {
    void add(String key, String version);

    byte[] digest();
  }

  public SourceScanner(
      Scanned scanned,
      SourceProgress restored,
      Callable<? extends OpenReader> open,
      Callable<? extends Digester> newDigester,
      ScanClock clock,
      KnownKeys knownKeys,
      Listener listener) {
    this(scanned, restored, open, newDigester, clock, knownKeys, listener, FIRST_RETRY);
  }

  SourceScanner(
      Scanned scanned,
      SourceProgress restored,
      Callable<? extends OpenReader> open,
      Callable<? extends Digester> newDigester,
      ScanClock clock,
      KnownKeys knownKeys,
      Listener listener,
      Duration firstRetry) {
    this.scanned = scanned;
    this.restored = restored;
    this.open = open;
    this.clock = clock;
    this.listener = listener;
    this.lister = new SourceLister(scanned, restored, newDigester, knownKeys);
    this.retries = new Retries(scanned.live(), scanned.patience(), firstRetry);
    this.firstRetry = firstRetry;
    this.number = clock.begin();
    this.scanThread = daemon("scan of " + scanned.name(), this::scanForEver);
  }

  public void start() {
    scanThread.start();
  }

  /** A checkpoint is complete that contains this position of the log. */
  public void completed(String position) {
    LogFollower following = log;
    if (following != null) {
      following.completed(position);
    }
  }

  @Override
  public void close() {
    closed = true;
    scanThread.interrupt();
    Thread watching = watchThread;
    if (watching != null) {
      watching.interrupt();
    }
  }

  private void scanForEver() {
    try {
      lister.readKnownKeys();
      OpenReader opened = open.call();
      if (opened.reader() instanceof LogReader) {
        LogFollower follower =
            new LogFollower(scanned, restored, lister, open, clock, number, listener, retries);
        log = follower;
        follower.follow(opened);
      } else {
        try (opened) {
          startWatch(opened);
          scanAgainAndAgain(opened);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      listener.failed(e);
    }
  }

  private void startWatch(OpenReader opened) throws Exception {
    if (scanned.watch() && opened.reader() instanceof WatchingReader reader) {
      ItemWatch watch = reader.watch();
      Thread thread = daemon("watch of " + scanned.name(), () -> watchForEver(watch));
      watchThread = thread;
      thread.start();
      if (closed) {
        thread.interrupt();
      }
    }
  }

  /** The first reader stays open, since the watch belongs to it. */
  private void scanAgainAndAgain(OpenReader first) throws Exception {
    OpenReader opened = first;
    try {
      while (true) {
        long begun = System.nanoTime();
        try {
          opened = opened == null ? open.call() : opened;
          listener.scanned(lister.list(opened.reader(), number));
          lister.listed();
        } catch (InterruptedException e) {
          throw e;
        } catch (Throwable e) {
          Duration pause = retries.after(e);
          clock.fail(number);
          listener.retrying(scanned.name(), e);
          number = clock.begin();
          closeUnless(first, opened);
          opened = null;
          Thread.sleep(pause.toMillis());
          continue;
        }
        retries.succeeded();
        awaitNext(begun);
        number = clock.begin();
      }
    } finally {
      closeUnless(first, opened);
    }
  }

  private void closeUnless(OpenReader first, @Nullable OpenReader opened) {
    if (opened == null || opened == first) {
      return;
    }
    try {
      opened.close();
    } catch (Exception e) {
      listener.retrying(scanned.name(), e);
    }
  }

  private void awaitNext(long begun) throws InterruptedException {
    if (scanned.refresh() == null) {
      listNow.acquire();
    } else {
      long elapsed = System.nanoTime() - begun;
      long left = scanned.refresh().toNanos() - elapsed;
      if (listNow.tryAcquire(Math.max(0, left), TimeUnit.NANOSECONDS)) {
        listNow.drainPermits();
      }
    }
  }

  /** One that breaks is followed by one of another reader, and by a listing. */
  private void watchForEver(ItemWatch first) {
    Duration retry = firstRetry;
    try {
      Throwable failure = follow(first);
      while (true) {
        listener.retrying(scanned.name(), failure);
        Thread.sleep(retry.toMillis());
        long begun = System.nanoTime();
        failure = watchAnew();
        boolean lasted = System.nanoTime() - begun > LONGEST_RETRY.toNanos();
        retry = lasted ? firstRetry : Retries.shorter(retry.multipliedBy(2), LONGEST_RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Throwable watchAnew() throws InterruptedException {
    try (OpenReader opened = open.call()) {
      ItemWatch watch = ((WatchingReader) opened.reader()).watch();
      listNow.release();
      return follow(watch);
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  /** Returns what the watch failed with. */
  private Throwable follow(ItemWatch watch) throws InterruptedException {
    try (AutoCloseable closing = watch::close) {
      while (!closed) {
        pollOnce(watch);
      }
      throw new InterruptedException();
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return e;
    }
  }

  private void pollOnce(ItemWatch watch) throws Exception {
    try {
      for (ItemChange change : watch.poll(WATCH_POLL)) {
        if (change.kind() == Kind.CLEARED) {
          listNow.release();
        } else {
          listener.touched(scanned.source(), change.key());
        }
      }
    } catch (PositionLost e) {
      listNow.release();
    }
  }

  private static Thread daemon(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    return thread;
  }
}
