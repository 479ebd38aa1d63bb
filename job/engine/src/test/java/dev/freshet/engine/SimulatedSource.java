package dev.freshet.engine;

import dev.freshet.api.ItemChange;
import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Items that change when a test says so. Versions are new at every change unless given. */
final class SimulatedSource {
  private final Map<String, Item> items = new TreeMap<>();
  private final Set<String> unreadable = new TreeSet<>();
  private final Map<String, String> racy = new TreeMap<>();
  private final List<ItemChange> log = new ArrayList<>();
  private boolean mounted = true;
  private boolean followed;
  private int kept;
  private long clock;

  record Item(String version, String content) {}

  void put(String key, String content) {
    put(key, new Item("t" + ++clock, content));
  }

  /** Brings an earlier version back, as an ETag of equal content does. */
  void put(String key, Item item) {
    items.put(key, item);
    log.add(ItemChange.touched(key));
  }

  void touch(String key) {
    put(key, get(key).content());
  }

  void rename(String from, String to) {
    put(to, Objects.requireNonNull(remove(from), from));
  }

  @Nullable
  Item remove(String key) {
    Item removed = items.remove(key);
    if (removed != null) {
      log.add(ItemChange.removed(key));
    }
    return removed;
  }

  /** All at once. */
  void truncate() {
    items.clear();
    log.add(ItemChange.cleared());
  }

  /** From now on its log is followed, or not, by the runs that begin. */
  void follow(boolean nowFollowed) {
    followed = nowFollowed;
    mounted |= followed;
  }

  boolean isFollowed() {
    return followed;
  }

  int endOfLog() {
    return log.size();
  }

  /** What came after this position up to another; null if some of it is not kept any more. */
  @Nullable
  List<ItemChange> logged(int from, int to) {
    return from < kept ? null : List.copyOf(log.subList(from, to));
  }

  /** What came before this position need not be kept. */
  void confirm(int position) {
    kept = Math.max(kept, position);
  }

  void loseLog() {
    kept = log.size();
  }

  Item get(String key) {
    return Objects.requireNonNull(items.get(key), key);
  }

  /** What a listing finds. */
  Map<String, Item> items() {
    return mounted ? Collections.unmodifiableMap(items) : Map.of();
  }

  /** Until {@link #heal}, everything seems to be gone, unless there is a log to tell. */
  void unmount() {
    mounted = followed;
  }

  /** Until {@link #heal}, reading this item fails. */
  void makeUnreadable(String key) {
    unreadable.add(key);
  }

  /** Until {@link #heal}, what is read of this item as it is cannot be tied to its version. */
  void makeRacy(String key) {
    racy.put(key, get(key).version());
  }

  /** Whether an edit may leave the version as it is. */
  boolean isRacy(String key) {
    Item item = items.get(key);
    return item != null && item.version().equals(racy.get(key));
  }

  void heal() {
    unreadable.clear();
    racy.clear();
    mounted = true;
  }

  /** Null if the item is gone. */
  @Nullable
  ItemContent read(String key) {
    Item item = items().get(key);
    if (unreadable.contains(key)) {
      return ItemContent.failed(key, new IOException("unreadable"));
    }
    if (item == null) {
      return null;
    }
    String version = isRacy(key) ? null : item.version();
    return ItemContent.of(key, version, item.content().getBytes(StandardCharsets.UTF_8));
  }
}
