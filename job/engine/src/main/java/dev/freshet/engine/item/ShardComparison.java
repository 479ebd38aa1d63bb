package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import dev.freshet.engine.item.ShardEntries.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The difference between a shard as it was and as a scan found it.
 *
 * <p>An item is emitted when it is new, when its version differs, when a watch marked it since the
 * last scan (whatever its version, gone or not: the watch's own message may have been lost or
 * stale), or when the flow's logic may have changed since the shard was last compared. Removals
 * that are held stay in the shard, so that the next scan finds them again; if the logic may have
 * changed meanwhile they are marked, so that they are emitted when they are listed again.
 *
 * @param state null when nothing is left to remember
 * @param stateChanged whether {@code state} must be written
 * @param held keys whose removal is held
 */
public record ShardComparison(
    @Nullable ShardState state, boolean stateChanged, List<ItemChange> changes, List<String> held) {

  public static ShardComparison compare(
      @Nullable ShardState before, ShardMessage.Listed listed, long epoch) {
    if (before == null && listed.entries().isEmpty()) {
      return new ShardComparison(null, false, List.of(), List.of());
    }
    if (before != null
        && before.epoch() == epoch
        && before.dirty().isEmpty()
        && before.entries().equals(listed.entries())) {
      return new ShardComparison(before, false, List.of(), List.of());
    }
    return new Merge(before, listed, epoch).run();
  }

  /** Remembers that the next scan must emit this item whatever it finds. */
  public static ShardState touched(@Nullable ShardState before, String key, long epoch) {
    if (before == null) {
      return new ShardState(epoch, Set.of(key), ShardEntries.EMPTY);
    }
    Set<String> dirty = new TreeSet<>(before.dirty());
    dirty.add(key);
    return new ShardState(before.epoch(), dirty, before.entries());
  }

  /**
   * Forgets an item that the source's log saw go. Its removal is emitted whatever is remembered,
   * and what comes after it in the log comes after it here.
   *
   * @return null when nothing is left to remember
   */
  public static @Nullable ShardState removed(@Nullable ShardState before, String key) {
    if (before == null) {
      return null;
    }
    Set<String> dirty = new TreeSet<>(before.dirty());
    dirty.remove(key);
    ShardEntries entries = before.entries().without(key);
    return dirty.isEmpty() && entries.isEmpty()
        ? null
        : new ShardState(before.epoch(), dirty, entries);
  }

  private static final class Merge {
    private final ShardMessage.Listed listed;
    private final long epoch;
    private final boolean logicChanged;
    private final Map<String, String> before = new TreeMap<>();
    private final Set<String> dirty = new TreeSet<>();
    private final List<ItemChange> changes = new ArrayList<>();

    Merge(@Nullable ShardState state, ShardMessage.Listed listed, long epoch) {
      this.listed = listed;
      this.epoch = epoch;
      this.logicChanged = state != null && state.epoch() != epoch;
      if (state != null) {
        state.entries().entries().forEach(entry -> before.put(entry.key(), entry.version()));
        dirty.addAll(state.dirty());
      }
    }

    ShardComparison run() {
      for (Entry entry : listed.entries().entries()) {
        String version = before.remove(entry.key());
        boolean forced = dirty.remove(entry.key());
        if (forced || logicChanged || !entry.version().equals(version)) {
          changes.add(
              ItemChange.listed(
                  listed.source(), entry.key(), entry.version(), forced, listed.scan()));
        }
      }
      return listed.holdRemovals() ? keepMissing() : removeMissing();
    }

    private ShardComparison removeMissing() {
      before.keySet().forEach(this::gone);
      dirty.stream().filter(key -> !before.containsKey(key)).forEach(this::gone);
      ShardState state =
          listed.entries().isEmpty() ? null : new ShardState(epoch, Set.of(), listed.entries());
      return new ShardComparison(state, true, changes, List.of());
    }

    private ShardComparison keepMissing() {
      dirty.stream().filter(key -> !before.containsKey(key)).forEach(this::gone);
      List<Entry> entries = new ArrayList<>(listed.entries().entries());
      before.forEach((key, version) -> entries.add(new Entry(key, version)));
      dirty.retainAll(before.keySet());
      if (logicChanged) {
        dirty.addAll(before.keySet());
      }
      ShardEntries all = ShardEntries.sorted(entries);
      ShardState state = all.isEmpty() ? null : new ShardState(epoch, dirty, all);
      return new ShardComparison(state, true, changes, List.copyOf(before.keySet()));
    }

    private void gone(String key) {
      changes.add(ItemChange.gone(listed.source(), key, listed.scan()));
    }
  }
}
