package dev.freshet.engine.item;

import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Unavailable;
import dev.freshet.api.WatchingReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Lists one source again and again on a thread of its own, and watches it on another. Scans of a
 * source never overlap, and one that fails reports nothing.
 */
public final class SourceScanner implements AutoCloseable {
  private static final Duration WATCH_POLL = Duration.ofSeconds(1);
  private static final Duration FIRST_RETRY = Duration.ofMillis(500);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Scanned scanned;
  private final Callable<? extends OpenReader> open;
  private final ScanClock clock;
  private final KnownKeys knownKeys;
  private final Listener listener;
  private final Semaphore listNow = new Semaphore(0);
  private final Thread scanThread;
  private final Duration firstRetry;
  private volatile @Nullable Thread watchThread;
  private volatile boolean closed;
  private SourceProgress progress;
  private boolean confirmed;
  private long[] known = new long[0];
  private long number;

  /**
   * How a source is scanned.
   *
   * @param refresh null to list once
   * @param retryFailures false where a failed listing ends the run, unless the source is only
   *     {@link Unavailable}
   * @param patience how long to wait for such a source in all; nothing in a run that retries
   * @param confirmRemovals whether the first listing may remove what the guard would hold
   */
  public record Scanned(
      String name,
      int source,
      @Nullable Duration refresh,
      boolean watch,
      boolean retryFailures,
      Duration patience,
      RemovalGuard guard,
      boolean confirmRemovals) {}

  /** Gets what the threads find. Called by both threads. */
  public interface Listener {
    /** The next listing of the source begins after this has returned. */
    void scanned(Scan scan) throws InterruptedException;

    void touched(int source, String key, String position);

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

  private final Callable<? extends Digester> newDigester;

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
    this.progress = restored;
    this.confirmed = scanned.confirmRemovals();
    this.open = open;
    this.newDigester = newDigester;
    this.clock = clock;
    this.knownKeys = knownKeys;
    this.listener = listener;
    this.firstRetry = firstRetry;
    this.number = clock.begin();
    this.scanThread = daemon("scan of " + scanned.name(), this::scanForEver);
  }

  public void start() {
    scanThread.start();
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
      known = knownKeys.read(progress.knownKeys());
      try (OpenReader opened = openFirst()) {
        scanAgainAndAgain(opened);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      listener.failed(e);
    }
  }

  private OpenReader openFirst() throws Exception {
    OpenReader opened = open.call();
    if (scanned.watch() && opened.reader() instanceof WatchingReader reader) {
      ItemWatch watch = startWatch(reader);
      Thread thread = daemon("watch of " + scanned.name(), () -> watchForEver(watch));
      watchThread = thread;
      thread.start();
      if (closed) {
        thread.interrupt();
      }
    }
    return opened;
  }

  private ItemWatch startWatch(WatchingReader reader) throws Exception {
    try {
      return reader.watch(progress.position());
    } catch (PositionLost e) {
      return reader.watch(null);
    }
  }

  /** The first reader stays open, since the watch belongs to it. */
  private void scanAgainAndAgain(OpenReader first) throws Exception {
    OpenReader opened = first;
    Duration retry = firstRetry;
    Duration waited = Duration.ZERO;
    try {
      while (true) {
        long begun = System.nanoTime();
        try {
          opened = opened == null ? open.call() : opened;
          listener.scanned(scan(opened.reader()));
          confirmed = false;
        } catch (InterruptedException e) {
          throw e;
        } catch (Throwable e) {
          Duration pause = pauseAfter(e, retry);
          if (!scanned.retryFailures()) {
            waited = waited.plus(pause);
            if (!(e instanceof Unavailable) || waited.compareTo(scanned.patience()) > 0) {
              throw e;
            }
          }
          clock.fail(number);
          listener.retrying(scanned.name(), e);
          number = clock.begin();
          closeUnless(first, opened);
          opened = null;
          Thread.sleep(pause.toMillis());
          retry = shorter(retry.multipliedBy(2), LONGEST_RETRY);
          continue;
        }
        retry = firstRetry;
        awaitNext(begun);
        number = clock.begin();
      }
    } finally {
      closeUnless(first, opened);
    }
  }

  private static Duration pauseAfter(Throwable failure, Duration retry) {
    Duration asked = failure instanceof Unavailable away ? away.retryAfter() : null;
    return asked == null || asked.compareTo(retry) < 0 ? retry : asked;
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

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
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

  private Scan scan(ItemReader reader) throws Exception {
    Listing listing = new Listing(progress.shards());
    Digester digester = newDigester.call();
    Consumer<ItemVersion> add =
        item -> {
          listing.add(item);
          digester.add(item.key(), item.version());
        };
    reader.list(add);
    int shards = progress.shards() == 0 ? listing.suitableShards() : progress.shards();
    long[] listed = listing.keyHashes();
    listing.expectEachKeyOnce(listed);
    boolean holds = !confirmed && scanned.guard().holds(known, listed);
    int held = holds ? RemovalGuard.countMissing(known, listed) : 0;
    long[] after = holds ? union(known, listed) : listed;
    if (!Arrays.equals(after, known)) {
      String name = after.length == 0 ? null : knownKeys.write(scanned.source(), number, after);
      progress = progress.knowing(shards, name);
      known = after;
    } else {
      progress = progress.knowing(shards, progress.knownKeys());
    }
    return new Scan(
        scanned.source(),
        number,
        listing,
        shards,
        listing.size(),
        held,
        digester.digest(),
        progress.knownKeys());
  }

  private static long[] union(long[] a, long[] b) {
    long[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return Arrays.stream(all).sorted().distinct().toArray();
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
        retry = lasted ? firstRetry : shorter(retry.multipliedBy(2), LONGEST_RETRY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Throwable watchAnew() throws InterruptedException {
    try (OpenReader opened = open.call()) {
      ItemWatch watch = ((WatchingReader) opened.reader()).watch(null);
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
      for (dev.freshet.api.ItemChange change : watch.poll(WATCH_POLL)) {
        if (change.kind() == Kind.CONTENT) {
          throw new IllegalStateException(
              scanned.name() + " is also scanned, so its watch must not deliver content");
        }
        listener.touched(scanned.source(), change.key(), change.position());
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
