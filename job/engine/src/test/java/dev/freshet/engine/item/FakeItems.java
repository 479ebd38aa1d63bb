package dev.freshet.engine.item;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.ItemWatch;
import dev.freshet.api.WatchingReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A source in memory whose readers do what a test says. Thread safe. */
final class FakeItems {
  final Map<String, String> versions = new ConcurrentHashMap<>();
  final Map<String, Exception> unreadable = new ConcurrentHashMap<>();
  final Queue<Exception> nextOpens = new ConcurrentLinkedQueue<>();
  final Queue<Exception> nextListings = new ConcurrentLinkedQueue<>();
  final Queue<Throwable> nextReads = new ConcurrentLinkedQueue<>();
  final Queue<Exception> nextWatches = new ConcurrentLinkedQueue<>();
  final BlockingQueue<Object> toPoll = new LinkedBlockingQueue<>();
  final Queue<List<String>> reads = new ConcurrentLinkedQueue<>();
  final Queue<String> watchedFrom = new ConcurrentLinkedQueue<>();
  volatile int bytes = 8;
  volatile int together = 1;
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();
  final AtomicInteger watchesClosed = new AtomicInteger();

  void put(String key, String version) {
    versions.put(key, version);
  }

  OpenReader open() throws Exception {
    throwNext(nextOpens);
    opened.incrementAndGet();
    Reader reader = new Reader();
    return new OpenReader() {
      @Override
      public Reader reader() {
        return reader;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private static void throwNext(Queue<? extends Exception> failures) throws Exception {
    Exception next = failures.poll();
    if (next != null) {
      throw next;
    }
  }

  private final class Reader implements WatchingReader {
    @Override
    public void list(Consumer<ItemVersion> items) throws Exception {
      versions.forEach((key, version) -> items.accept(new ItemVersion(key, version)));
      throwNext(nextListings);
    }

    @Override
    public List<ItemContent> read(List<String> keys) throws Exception {
      reads.add(List.copyOf(keys));
      Throwable next = nextReads.poll();
      if (next instanceof Error error) {
        throw error;
      }
      if (next instanceof Exception exception) {
        throw exception;
      }
      return keys.stream().filter(versions::containsKey).map(this::content).toList();
    }

    @Override
    public int readsTogether() {
      return together;
    }

    private ItemContent content(String key) {
      Exception failure = unreadable.get(key);
      return failure != null
          ? ItemContent.failed(key, failure)
          : ItemContent.of(
              key, versions.get(key), Arrays.copyOf(key.getBytes(StandardCharsets.UTF_8), bytes));
    }

    @Override
    public ItemWatch watch() {
      return new Watch();
    }
  }

  private final class Watch implements ItemWatch {
    @Override
    public List<ItemChange> poll(Duration atMost) throws Exception {
      Object next = toPoll.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
      if (next instanceof Exception failure) {
        throw failure;
      }
      return next instanceof ItemChange change ? List.of(change) : List.of();
    }

    @Override
    public void close() {
      watchesClosed.incrementAndGet();
    }
  }
}
