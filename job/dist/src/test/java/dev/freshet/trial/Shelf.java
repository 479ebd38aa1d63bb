package dev.freshet.trial;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A source in memory, whose items, failures and moments of change a test decides. Thread safe. */
public final class Shelf {
  private final Map<String, Book> books = new TreeMap<>();
  private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
  private Moment beforeListing = () -> {};
  private Moment afterListing = () -> {};
  private Moment beforeReading = () -> {};
  private final List<String> repeated = new ArrayList<>();
  private int versions;
  private int listings;

  private record Book(String version, String text) {}

  /** Something that happens at one moment of a run. */
  @FunctionalInterface
  interface Moment {
    void happen() throws Exception;
  }

  /** Puts an item there, with a version that was never used before. */
  synchronized void put(String key, String text) {
    versions++;
    put(key, "v" + versions, text);
  }

  synchronized void put(String key, String version, String text) {
    books.put(key, new Book(version, text));
  }

  synchronized void remove(String key) {
    books.remove(key);
  }

  synchronized void clear() {
    books.clear();
  }

  synchronized String versionOf(String key) {
    return books.get(key).version();
  }

  /** A watch reports it. */
  void announce(String key, ItemChange.Kind kind) {
    events.add(new ItemChange(key, kind));
  }

  /** The open watch fails. */
  void breakWatch(Exception failure) {
    events.add(failure);
  }

  synchronized void beforeListing(Moment moment) {
    beforeListing = moment;
  }

  synchronized void afterListing(Moment moment) {
    afterListing = moment;
  }

  synchronized void beforeReading(Moment moment) {
    beforeReading = moment;
  }

  /** Lists this item twice. */
  synchronized void repeating(String key) {
    repeated.add(key);
  }

  /** How often it was listed to the end. */
  synchronized int listings() {
    return listings;
  }

  List<ItemVersion> list() throws Exception {
    moment(0).happen();
    List<ItemVersion> listed = new ArrayList<>();
    synchronized (this) {
      books.forEach((key, book) -> listed.add(new ItemVersion(key, book.version())));
      for (String key : repeated) {
        listed.add(new ItemVersion(key, versionOf(key)));
      }
      listings++;
    }
    moment(1).happen();
    return listed;
  }

  List<ItemContent> read(List<String> keys) throws Exception {
    moment(2).happen();
    synchronized (this) {
      return keys.stream().filter(books::containsKey).map(this::content).toList();
    }
  }

  /** The next event there is, if any comes in time. */
  List<ItemChange> poll(Duration atMost) throws Exception {
    Object event = events.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    if (event instanceof Exception failure) {
      throw failure;
    }
    return event == null ? List.of() : List.of((ItemChange) event);
  }

  private synchronized Moment moment(int which) {
    return List.of(beforeListing, afterListing, beforeReading).get(which);
  }

  private ItemContent content(String key) {
    Book book = books.get(key);
    return ItemContent.of(key, book.version(), book.text().getBytes(StandardCharsets.UTF_8));
  }
}
