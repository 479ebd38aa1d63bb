package dev.freshet.benchmarks.scale;

import dev.freshet.benchmarks.scale.StateTables.Table;
import java.io.IOException;

/**
 * Bytes of state an item and a row, with the text of their keys taken off: an item's key is in its
 * shard, a row's key and its item's key are in the row's state. What RocksDB has not compacted yet
 * counts as often as it is there, so a mean over all entries is taken.
 */
record Sizes(long items, int rows, int keyLength) {
  /** Bytes before and after RocksDB's own encoding and compression. */
  record Bytes(double raw, double file) {}

  /**
   * @param ofRow what the item remembers of each of its rows
   */
  void print(StateTables tables, double ofRow) throws IOException {
    Bytes shard = each(tables.of("shard"), (double) shards() / items, keyLength);
    Bytes item = each(tables.of("item"), 1, ofRow * rows);
    Bytes row = each(tables.of("row"), 1, 2 * keyLength);
    say("in the item's shard", shard);
    say("in the item's state, without its rows", item);
    say("in the row's state", row);
    say("of a row in its item's state", new Bytes(ofRow, ofRow));
    say("an item", new Bytes(shard.raw + item.raw, shard.file + item.file));
    say("a row", new Bytes(row.raw + ofRow, row.file + ofRow));
  }

  /** As a listing chooses their number. */
  private long shards() {
    long shards = 64;
    while (shards * 192 < items && shards < 65_536) {
      shards *= 2;
    }
    return shards;
  }

  private static Bytes each(Table table, double share, double keys) {
    return new Bytes(
        share * table.raw() / table.entries() - keys,
        share * table.fileBytes() / table.entries() - keys);
  }

  private void say(String what, Bytes bytes) throws IOException {
    Report.say(
        "%,d x %d, bytes %s".formatted(items, rows, what),
        "%.1f encoded, %.1f in files".formatted(bytes.raw, bytes.file));
  }
}
