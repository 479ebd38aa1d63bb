package dev.freshet.engine.item;

import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import dev.freshet.api.Unavailable;
import dev.freshet.engine.flow.KnownSecrets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Reads the items of one source and runs its function on them, on threads of its own, many at a
 * time. Shared by the parallel subtasks of a worker process. Thread safe.
 *
 * <p>The number of calls is bounded, the number of looks that wait is not: whoever asks never
 * blocks. A thread first runs what others have read; when there is nothing, it reads a batch, which
 * is smaller the fewer looks wait, so that no thread sits on work that others could do. What cannot
 * be read together is read in halves.
 */
public final class ItemWorkers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final String source;
  private final int concurrency;
  private final Callable<? extends OpenReader> open;
  private final ItemCall call;

  private final Deque<Look> toRead = new ArrayDeque<>();
  private final Deque<Loaded> toRun = new ArrayDeque<>();
  private final Deque<OpenReader> idleReaders = new ArrayDeque<>();
  private final Set<Thread> threads = new HashSet<>();
  private final ReadSize readSize;
  private int idleThreads;
  private boolean closed;

  private record Loaded(Look look, ItemContent content) {}

  private sealed interface Work {
    record Run(Loaded loaded) implements Work {}

    record Read(List<Look> looks) implements Work {}
  }

  public ItemWorkers(
      String source, int concurrency, Callable<? extends OpenReader> open, ItemCall call) {
    this.source = source;
    this.concurrency = concurrency;
    this.open = open;
    this.call = call;
    this.readSize = new ReadSize(concurrency);
  }

  public synchronized void submit(Look look) {
    toRead.add(look);
    callThread();
  }

  /** Called with the lock held. A thread that was called and has not come yet still counts idle. */
  private void callThread() {
    boolean idleSuffice = toRead.size() + toRun.size() <= idleThreads;
    if (idleSuffice || threads.size() >= concurrency || closed) {
      notify();
      return;
    }
    Thread thread = new Thread(this::work, "items of " + source + " " + (threads.size() + 1));
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Interrupts the running calls; what was asked and not answered stays unanswered. */
  @Override
  public void close() throws Exception {
    List<OpenReader> readers;
    synchronized (this) {
      closed = true;
      threads.forEach(Thread::interrupt);
      notifyAll();
      readers = new ArrayList<>(idleReaders);
      idleReaders.clear();
    }
    for (OpenReader reader : readers) {
      reader.close();
    }
  }

  private void work() {
    try {
      for (Work work = take(); work != null; work = take()) {
        if (work instanceof Work.Run run) {
          run(run.loaded());
        } else if (work instanceof Work.Read read) {
          read(read.looks());
        }
      }
    } finally {
      synchronized (this) {
        threads.remove(Thread.currentThread());
      }
    }
  }

  /** An interrupt that is not a close was meant for the call that is over. */
  private synchronized @Nullable Work take() {
    Thread.interrupted();
    while (!closed) {
      Loaded loaded = toRun.poll();
      if (loaded != null) {
        return new Work.Run(loaded);
      }
      if (!toRead.isEmpty()) {
        int most = readSize.of(toRead.size());
        List<Look> looks = new ArrayList<>(most);
        while (looks.size() < most) {
          looks.add(toRead.remove());
        }
        return new Work.Read(looks);
      }
      idleThreads++;
      try {
        wait();
      } catch (InterruptedException e) {
        continue;
      } finally {
        idleThreads--;
      }
    }
    return null;
  }

  private void run(Loaded loaded) {
    Look look = loaded.look();
    if (look.asker().cancelled()) {
      return;
    }
    Outcome outcome;
    try {
      outcome = call.run(look, loaded.content());
    } catch (Throwable e) {
      outcome = failed(e);
    }
    answer(look, outcome);
  }

  private static Outcome.Failed failed(Throwable failure) {
    return new Outcome.Failed(KnownSecrets.masked(Failures.describe(failure)));
  }

  private void answer(Look look, Outcome outcome) {
    if (!isClosed()) {
      look.asker().done(look, outcome);
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void read(List<Look> looks) {
    List<Look> wanted = looks.stream().filter(look -> !look.asker().cancelled()).toList();
    if (wanted.isEmpty() || isClosed()) {
      return;
    }
    try {
      hand(wanted, contents(wanted));
    } catch (Throwable e) {
      if (wanted.size() == 1 || e instanceof Unavailable) {
        wanted.forEach(look -> answer(look, failed(e)));
        return;
      }
      int half = wanted.size() / 2;
      read(wanted.subList(0, half));
      read(wanted.subList(half, wanted.size()));
    }
  }

  private void hand(List<Look> looks, Map<String, ItemContent> contents) {
    for (Look look : looks) {
      ItemContent content = contents.get(look.change().key());
      if (content == null) {
        answer(look, new Outcome.Vanished());
      } else if (content.failure() != null) {
        answer(look, failed(content.failure()));
      } else {
        synchronized (this) {
          toRun.add(new Loaded(look, content));
          callThread();
        }
      }
    }
  }

  /** Waits while the source is unavailable, up to its patience. */
  private Map<String, ItemContent> contents(List<Look> looks) throws Exception {
    Duration waited = Duration.ZERO;
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return contentsNow(looks);
      } catch (Unavailable e) {
        Duration asked = e.retryAfter();
        Duration wait = asked == null || asked.compareTo(FIRST_PAUSE) < 0 ? pause : asked;
        waited = waited.plus(wait);
        if (waited.compareTo(PATIENCE) > 0) {
          throw e;
        }
        Thread.sleep(wait.toMillis());
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                ? LONGEST_PAUSE
                : pause.multipliedBy(2);
      }
    }
  }

  private Map<String, ItemContent> contentsNow(List<Look> looks) throws Exception {
    OpenReader reader = borrowReader();
    Map<String, ItemContent> contents = new HashMap<>();
    try {
      List<String> keys = looks.stream().map(look -> look.change().key()).toList();
      for (ItemContent content : reader.reader().read(keys)) {
        contents.put(content.key(), content);
      }
      readSize.wasRead(reader.reader(), contents.values());
    } catch (Throwable e) {
      try {
        reader.close();
      } catch (Exception closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
    returnReader(reader);
    return contents;
  }

  private OpenReader borrowReader() throws Exception {
    synchronized (this) {
      OpenReader idle = idleReaders.poll();
      if (idle != null) {
        return idle;
      }
    }
    return open.call();
  }

  private void returnReader(OpenReader reader) throws Exception {
    synchronized (this) {
      if (!closed) {
        idleReaders.push(reader);
        return;
      }
    }
    reader.close();
  }
}
