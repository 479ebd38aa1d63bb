package dev.freshet.testkit;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.api.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Items in memory that a test makes, edits and removes. An item's version is new whenever it is
 * put, equal content or not. Thread safe.
 */
public final class MemoryItems {
  private final Map<String, Stored> items = new TreeMap<>();
  private final Map<String, String> unreadable = new HashMap<>();
  private final List<ItemChange> changes = new ArrayList<>();
  private @Nullable String outage;
  private long clock;

  private record Stored(String version, Object content) {}

  MemoryItems() {}

  /** Makes the item or replaces its content, which is this text as UTF-8. */
  public MemoryItems put(String key, String text) {
    return put(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Makes the item or replaces its content. */
  public MemoryItems put(String key, byte[] content) {
    return store(key, content.clone());
  }

  /** Makes the item or replaces its content, which its function sees with {@code item.as}. */
  public MemoryItems put(String key, Record content) {
    return store(key, content);
  }

  /** Makes the item or replaces its content, which its function sees with {@code item.as}. */
  public MemoryItems put(String key, Row content) {
    return store(key, content);
  }

  /** Removes the item if it is there. */
  public synchronized MemoryItems remove(String key) {
    if (items.remove(key) != null) {
      changed(key, ItemChange.Kind.REMOVED);
    }
    return this;
  }

  /** Removes all items. */
  public synchronized MemoryItems clear() {
    keys().forEach(this::remove);
    return this;
  }

  /** Lets reading this item fail with this reason, until {@link #heal}. */
  public synchronized MemoryItems failReading(String key, String reason) {
    unreadable.put(key, reason);
    return this;
  }

  /** Lets listing, and reading of any item, fail with this reason, until {@link #heal}. */
  public synchronized MemoryItems failListing(String reason) {
    outage = reason;
    return this;
  }

  /** Lets listing and reading succeed again. */
  public synchronized MemoryItems heal() {
    unreadable.clear();
    outage = null;
    return this;
  }

  public synchronized Set<String> keys() {
    return new TreeSet<>(items.keySet());
  }

  private synchronized MemoryItems store(String key, Object content) {
    items.put(key, new Stored("v" + ++clock, content));
    changed(key, ItemChange.Kind.TOUCHED);
    return this;
  }

  private void changed(String key, ItemChange.Kind kind) {
    changes.add(new ItemChange(key, kind));
    notifyAll();
  }

  synchronized List<ItemVersion> list() throws IOException {
    checkReachable();
    List<ItemVersion> listing = new ArrayList<>();
    items.forEach((key, item) -> listing.add(new ItemVersion(key, item.version())));
    return listing;
  }

  synchronized List<ItemContent> read(List<String> keys) throws IOException {
    checkReachable();
    List<ItemContent> contents = new ArrayList<>();
    for (String key : keys) {
      Stored item = items.get(key);
      if (unreadable.containsKey(key)) {
        contents.add(ItemContent.failed(key, new IOException(unreadable.get(key))));
      } else if (item != null) {
        Object content = item.content() instanceof byte[] bytes ? bytes.clone() : item.content();
        contents.add(ItemContent.of(key, item.version(), content));
      }
    }
    return contents;
  }

  synchronized int position() {
    return changes.size();
  }

  /** Waits for changes after this position, this long at most. */
  synchronized List<ItemChange> changesAfter(int position, Duration atMost)
      throws InterruptedException, IOException {
    long end = System.nanoTime() + atMost.toNanos();
    checkReachable();
    while (changes.size() <= position) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return List.of();
      }
      wait(left);
    }
    return List.copyOf(changes.subList(position, changes.size()));
  }

  private void checkReachable() throws IOException {
    if (outage != null) {
      throw new IOException(outage);
    }
  }
}
