package dev.freshet.engine.item;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The keys and versions of one shard, sorted by key, as bytes: equal shards have equal bytes, so an
 * unchanged one is recognised without looking inside.
 */
public record ShardEntries(byte[] bytes) {
  static final ShardEntries EMPTY = new ShardEntries(new byte[0]);

  record Entry(String key, String version) {}

  static ShardEntries sorted(List<Entry> entries) {
    if (entries.isEmpty()) {
      return EMPTY;
    }
    entries.sort(Comparator.comparing(Entry::key));
    BinaryWriter out = new BinaryWriter(64 * entries.size());
    String previous = null;
    for (Entry entry : entries) {
      if (entry.key().equals(previous)) {
        throw new IllegalStateException(
            "The listing names \"" + previous + "\" twice; every key must be listed once");
      }
      previous = entry.key();
      out.putString(entry.key()).putString(entry.version());
    }
    return new ShardEntries(out.toByteArray());
  }

  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    BinaryReader in = new BinaryReader(bytes);
    while (in.remaining() > 0) {
      String key = in.getString();
      entries.add(new Entry(key, in.getString()));
    }
    return entries;
  }

  ShardEntries without(String key) {
    List<Entry> entries = entries();
    return entries.removeIf(entry -> entry.key().equals(key)) ? sorted(entries) : this;
  }

  boolean isEmpty() {
    return bytes.length == 0;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardEntries that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
