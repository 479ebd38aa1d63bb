package dev.freshet.engine.item;

import dev.freshet.api.ItemReader;
import dev.freshet.api.ItemVersion;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** Takes the listings of one source, one after the other, and guards their removals. One thread. */
final class SourceLister {
  private final SourceScanner.Scanned scanned;
  private final Callable<? extends SourceScanner.Digester> newDigester;
  private final KnownKeys knownKeys;
  private SourceProgress progress;
  private boolean confirmed;
  private long[] known = new long[0];

  SourceLister(
      SourceScanner.Scanned scanned,
      SourceProgress restored,
      Callable<? extends SourceScanner.Digester> newDigester,
      KnownKeys knownKeys) {
    this.scanned = scanned;
    this.progress = restored;
    this.confirmed = scanned.confirmRemovals();
    this.newDigester = newDigester;
    this.knownKeys = knownKeys;
  }

  /** To be called once, before all else. */
  void readKnownKeys() throws IOException {
    known = knownKeys.read(progress.knownKeys());
  }

  Scan list(ItemReader reader, long number) throws Exception {
    Listing listing = new Listing(progress.shards());
    SourceScanner.Digester digester = newDigester.call();
    Consumer<ItemVersion> add =
        item -> {
          listing.add(item);
          digester.add(item.key(), item.version());
        };
    reader.list(add);
    return compare(listing, digester.digest(), number, !confirmed);
  }

  /** As if nothing were listed, and that were certain. */
  Scan nothing(long number) throws Exception {
    byte[] digest = newDigester.call().digest();
    return compare(new Listing(progress.shards()), digest, number, false);
  }

  /** What a person confirmed was the first listing of the run, not what comes later. */
  void listed() {
    confirmed = false;
  }

  private Scan compare(Listing listing, byte[] digest, long number, boolean guarded)
      throws IOException {
    int shards = progress.shards() == 0 ? listing.suitableShards() : progress.shards();
    long[] listed = listing.keyHashes();
    listing.expectEachKeyOnce(listed);
    boolean holds = guarded && scanned.guard().holds(known, listed);
    int held = holds ? RemovalGuard.countMissing(known, listed) : 0;
    long[] after = holds ? union(known, listed) : listed;
    if (!Arrays.equals(after, known)) {
      String name = after.length == 0 ? null : knownKeys.write(scanned.source(), number, after);
      progress = progress.knowing(shards, name);
      known = after;
    } else {
      progress = progress.knowing(shards, progress.knownKeys());
    }
    return new Scan(
        scanned.source(),
        number,
        listing,
        shards,
        listing.size(),
        held,
        digest,
        progress.knownKeys());
  }

  private static long[] union(long[] a, long[] b) {
    long[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    return Arrays.stream(all).sorted().distinct().toArray();
  }
}
