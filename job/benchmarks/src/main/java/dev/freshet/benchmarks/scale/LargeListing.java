package dev.freshet.benchmarks.scale;

import dev.freshet.api.ItemReader;
import dev.freshet.benchmarks.items.ManyItems;
import dev.freshet.engine.item.KnownKeys;
import dev.freshet.engine.item.OpenReader;
import dev.freshet.engine.item.RemovalGuard;
import dev.freshet.engine.item.Scan;
import dev.freshet.engine.item.ScanClock;
import dev.freshet.engine.item.ShardComparison;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.ShardState;
import dev.freshet.engine.item.SourceProgress;
import dev.freshet.engine.item.SourceScanner;
import dev.freshet.engine.setup.ListingDigest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Lists a source of many items twice, as a job does it, and compares the shards of both listings
 * through RocksDB. Without Flink, so that the heap holds the listing and nothing else.
 */
public final class LargeListing {
  private static final int SOURCE = 1;

  private LargeListing() {}

  /**
   * @param arguments a directory to work in, and the number of items
   */
  public static void main(String[] arguments) throws Exception {
    long items = Long.parseLong(arguments[1]);
    Workplace workplace = Workplace.make(Path.of(arguments[0]), items, 1);
    RocksDB.loadLibrary();
    try (Options options = new Options().setCreateIfMissing(true);
        RocksDB shards = RocksDB.open(options, workplace.directory().resolve("db").toString())) {
      SourceProgress progress = scan(workplace, items, shards, SourceProgress.none(SOURCE));
      var unused = scan(workplace, items, shards, progress);
    } finally {
      workplace.delete();
    }
  }

  private static SourceProgress scan(
      Workplace workplace, long items, RocksDB shards, SourceProgress progress) throws Exception {
    long begun = System.nanoTime();
    Found found = new Found();
    try (SourceScanner scanner = scanner(workplace, items, progress, found)) {
      scanner.start();
      Object first = found.queue.take();
      if (!(first instanceof Scan scan)) {
        throw new IllegalStateException("The listing failed", (Throwable) first);
      }
      double listed = (System.nanoTime() - begun) / 1e9;
      long changes = compare(scan, shards);
      Report.say(
          "%,d items listed in a heap of %d MB"
              .formatted(items, Runtime.getRuntime().maxMemory() >> 20),
          "listed in %.1f s, compared in %.1f s: %,d of %,d in %,d shards differ"
              .formatted(
                  listed,
                  (System.nanoTime() - begun) / 1e9 - listed,
                  changes,
                  scan.items(),
                  scan.shards()));
      return progress.after(scan);
    }
  }

  private static SourceScanner scanner(
      Workplace workplace, long items, SourceProgress progress, Found found) {
    SourceScanner.Scanned scanned =
        new SourceScanner.Scanned(
            "items",
            SOURCE,
            null,
            false,
            false,
            Duration.ofMinutes(1),
            RemovalGuard.DEFAULT,
            false,
            1);
    return new SourceScanner(
        scanned,
        progress,
        () -> new Opened(new ManyItems(items, workplace.directory()).reader()),
        Digester::new,
        new ScanClock(1, 0),
        new KnownKeys(workplace.directory().resolve("keys")),
        found);
  }

  private static long compare(Scan scan, RocksDB shards) throws RocksDBException {
    long changes = 0;
    for (int shard = 0; shard < scan.shards(); shard++) {
      byte[] key = ByteBuffer.allocate(4).putInt(shard).array();
      byte[] before = shards.get(key);
      ShardComparison comparison =
          ShardComparison.compare(
              before == null ? null : ShardState.fromBytes(before),
              new ShardMessage.Listed(
                  SOURCE,
                  shard,
                  scan.number(),
                  scan.listing().takeShard(shard, scan.shards()),
                  false),
              1);
      changes += comparison.changes().size();
      if (comparison.stateChanged() && comparison.state() != null) {
        shards.put(key, comparison.state().toBytes());
      }
    }
    return changes;
  }

  private record Opened(ItemReader reader) implements OpenReader {
    @Override
    public void close() throws Exception {
      reader.close();
    }
  }

  private static final class Digester implements SourceScanner.Digester {
    private final ListingDigest digest = new ListingDigest(SOURCE);

    @Override
    public void add(String key, String version) {
      digest.add(key, version);
    }

    @Override
    public byte[] digest() {
      return digest.sum().toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
  }

  private static final class Found implements SourceScanner.Listener {
    private final SynchronousQueue<Object> queue = new SynchronousQueue<>();

    @Override
    public void scanned(Scan scan) throws InterruptedException {
      queue.put(scan);
    }

    @Override
    public void touched(int source, String key) {}

    @Override
    public void removed(int source, String key) {}

    @Override
    public void cleared(Scan nothing) {}

    @Override
    public void logged(int source, String position) {}

    @Override
    public void caughtUp(int source, long number, String position) {}

    @Override
    public void failed(Throwable failure) {
      try {
        queue.put(failure);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void retrying(String source, Throwable failure) {
      failed(failure);
    }
  }
}
