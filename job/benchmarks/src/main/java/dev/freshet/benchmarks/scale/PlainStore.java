package dev.freshet.benchmarks.scale;

import dev.freshet.benchmarks.items.Generated;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/**
 * What the disk and RocksDB alone need for the state of as many items and rows: entries of the same
 * lengths, written by one thread and read once through.
 */
final class PlainStore {
  private static final int KEY = 23;
  private static final int ITEM = 98;
  private static final int ROW = 34 + 2 * 22;

  private PlainStore() {}

  static void run(Path parent, long items) throws Exception {
    RocksDB.loadLibrary();
    Workplace workplace = Workplace.make(parent, items, 1);
    try (Options options =
            new Options()
                .setCreateIfMissing(true)
                .setCompressionType(CompressionType.SNAPPY_COMPRESSION);
        RocksDB store = RocksDB.open(options, workplace.directory().resolve("db").toString())) {
      long begun = System.nanoTime();
      write(store, items);
      double written = (System.nanoTime() - begun) / 1e9;
      begun = System.nanoTime();
      long entries = read(store);
      Report.say(
          "%,d items and rows in a plain RocksDB".formatted(items),
          "written in %.1f s, %,d entries read in %.1f s"
              .formatted(written, entries, (System.nanoTime() - begun) / 1e9));
    } finally {
      workplace.delete();
    }
  }

  private static void write(RocksDB store, long items) throws RocksDBException {
    try (WriteOptions writing = new WriteOptions().setDisableWAL(true);
        FlushOptions flushing = new FlushOptions()) {
      for (long item = 0; item < items; item++) {
        store.put(writing, bytes(KEY, Generated.key(item)), bytes(ITEM, Generated.key(-item)));
        String row = Generated.rowKey(item, 0);
        store.put(writing, bytes(KEY, row), bytes(ROW, row + Generated.key(item)));
      }
      store.flush(flushing);
    }
  }

  private static byte[] bytes(int length, String text) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    byte[] random = text.getBytes(StandardCharsets.US_ASCII);
    while (bytes.hasRemaining()) {
      bytes.put(random, 0, Math.min(random.length, bytes.remaining()));
    }
    return bytes.array();
  }

  private static long read(RocksDB store) {
    long entries = 0;
    try (RocksIterator all = store.newIterator()) {
      for (all.seekToFirst(); all.isValid(); all.next()) {
        entries += all.value().length > 0 ? 1 : 0;
      }
    }
    return entries;
  }
}
