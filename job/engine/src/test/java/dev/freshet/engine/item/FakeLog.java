package dev.freshet.engine.item;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemLog;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.LogReader;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A source in memory that has a log; a position is the number of changes before it. Thread safe.
 */
final class FakeLog {
  final Queue<Exception> nextPolls = new ConcurrentLinkedQueue<>();
  final Queue<String> openedAt = new ConcurrentLinkedQueue<>();
  final Queue<String> completed = new ConcurrentLinkedQueue<>();
  private final Map<String, String> versions = new TreeMap<>();
  private final List<ItemChange> changes = new ArrayList<>();
  private int kept;
  private int listings;
  final AtomicInteger closed = new AtomicInteger();
  private Runnable whileListing = () -> {};

  synchronized void put(String key, String version) {
    versions.put(key, version);
    add(ItemChange.touched(key));
  }

  synchronized void remove(String key) {
    versions.remove(key);
    add(ItemChange.removed(key));
  }

  synchronized void clear() {
    versions.clear();
    add(ItemChange.cleared());
  }

  private void add(ItemChange change) {
    changes.add(change);
    notifyAll();
  }

  /** Forgets all changes there are. */
  synchronized void loseAll() {
    kept = changes.size();
  }

  synchronized void whileListing(Runnable step) {
    whileListing = step;
  }

  synchronized int listings() {
    return listings;
  }

  OpenReader open() {
    Reader reader = new Reader();
    return new OpenReader() {
      @Override
      public LogReader reader() {
        return reader;
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }

  private synchronized List<ItemVersion> list() {
    listings++;
    List<ItemVersion> listed = new ArrayList<>();
    versions.forEach((key, version) -> listed.add(new ItemVersion(key, version)));
    whileListing.run();
    return listed;
  }

  private synchronized int size() {
    return changes.size();
  }

  private synchronized void expectKept(int position) throws PositionLost {
    if (position < kept) {
      throw new PositionLost("changes after " + position + " are gone");
    }
  }

  private synchronized List<ItemChange> after(int position, Duration atMost)
      throws InterruptedException, PositionLost {
    expectKept(position);
    if (changes.size() == position) {
      wait(Math.min(20, atMost.toMillis()));
    }
    return List.copyOf(changes.subList(position, changes.size()));
  }

  private final class Reader implements LogReader {
    @Override
    public void list(Consumer<ItemVersion> items) {
      FakeLog.this.list().forEach(items);
    }

    @Override
    public List<ItemContent> read(List<String> keys) {
      return List.of();
    }

    @Override
    public ItemLog log(@Nullable String position) throws PositionLost {
      openedAt.add(String.valueOf(position));
      int from = position == null ? size() : Integer.parseInt(position);
      expectKept(from);
      return new Log(from);
    }
  }

  private final class Log implements ItemLog {
    private int position;

    Log(int position) {
      this.position = position;
    }

    @Override
    public List<ItemChange> poll(Duration atMost) throws Exception {
      Exception failure = nextPolls.poll();
      if (failure != null) {
        throw failure;
      }
      List<ItemChange> found = after(position, atMost);
      position += found.size();
      return found;
    }

    @Override
    public String position() {
      return Integer.toString(position);
    }

    @Override
    public String end() {
      return Integer.toString(size());
    }

    @Override
    public boolean reached(String end) {
      return position >= Integer.parseInt(end);
    }

    @Override
    public void completed(String upTo) {
      completed.add(upTo);
    }
  }
}
