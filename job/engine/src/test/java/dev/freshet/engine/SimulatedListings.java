package dev.freshet.engine;

import dev.freshet.api.ItemVersion;
import dev.freshet.api.Nullable;
import dev.freshet.engine.item.Listing;
import dev.freshet.engine.item.RemovalGuard;
import dev.freshet.engine.item.ScanClock;
import dev.freshet.engine.item.ShardMessage;
import dev.freshet.engine.item.SourceProgress;
import dev.freshet.engine.setup.ListingDigest;
import dev.freshet.engine.setup.ListingSum;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Lists sources when told to, and sends what it found shard by shard. */
final class SimulatedListings {
  private static final int MOST_SHARDS = 4;

  private final SimulatedRun run;
  private final SimulatedFaults faults;
  private final Map<Integer, SimulatedSource> sources;
  private final SimulatedChannel<ShardMessage> output;
  private final ScanClock clock;
  private final Map<Integer, SourceProgress> progress;
  private final Map<Integer, long[]> knownAfterEmission;
  private final Map<Integer, long[]> known;
  private final Map<Integer, Integer> shards = new TreeMap<>();
  private final List<Touch> beforeFirstScan = new ArrayList<>();
  private final Map<Integer, Long> begun = new TreeMap<>();
  private final Map<Integer, ListingSum> sums = new TreeMap<>();
  private final Deque<Object> found = new ArrayDeque<>();
  private final Map<Integer, @Nullable Integer> positions = new TreeMap<>();
  private int held;

  /**
   * @param scan null where a log saw everything go
   * @param position of the log before the listing; null without a log
   */
  private record Found(
      int source,
      @Nullable Long scan,
      Listing listing,
      int shards,
      boolean holds,
      long[] known,
      @Nullable Integer position) {}

  private record Touch(int source, String key) {}

  private record Gone(int source, String key) {}

  private record Logged(int source, int position) {}

  private record CaughtUp(int source, long scan) {}

  private @Nullable Found emitting;
  private int nextShard;

  SimulatedListings(
      SimulatedRun run,
      Map<Integer, SimulatedSource> sources,
      SimulatedFaults faults,
      SimulatedSnapshot from,
      SimulatedChannel<ShardMessage> output) {
    this.run = run;
    this.sources = sources;
    this.faults = faults;
    this.output = output;
    this.clock = new ScanClock(run.fence(), from.fence == run.fence() ? from.lastScan : 0);
    this.progress = new TreeMap<>(from.sources);
    this.known = new TreeMap<>(from.knownKeys);
    this.knownAfterEmission = new TreeMap<>(from.knownKeys);
    for (int source : run.sourceIds()) {
      progress.putIfAbsent(source, SourceProgress.none(source));
    }
    for (SourceProgress each : progress.values()) {
      begun.put(each.source(), clock.begin());
      shards.put(each.source(), each.shards());
      String position = each.position();
      positions.put(
          each.source(),
          position != null && each.goesOn(run.epoch()) ? Integer.valueOf(position) : null);
    }
    for (int source : progress.keySet()) {
      if (!run.knows(source)) {
        int shards = Math.max(1, progress.get(source).shards());
        found.add(nothing(source, take(source), shards, null));
      }
    }
  }

  private long take(int source) {
    Long number = begun.remove(source);
    return number == null ? clock.begin() : number;
  }

  private static Found nothing(
      int source, @Nullable Long scan, int shards, @Nullable Integer position) {
    return new Found(source, scan, new Listing(shards), shards, false, new long[0], position);
  }

  /**
   * Takes a complete listing now, or reads the log to its end if that suffices. Returns the scan's
   * number.
   */
  long scan(int source) throws IOException {
    SimulatedSource scanned = sources.get(run.sourceOf(source));
    if (!scanned.isFollowed()) {
      return list(source, null);
    }
    if (follow(source, Integer.MAX_VALUE)) {
      long number = take(source);
      found.add(new CaughtUp(source, number));
      return number;
    }
    int begin = scanned.endOfLog();
    long number = list(source, begin);
    positions.put(source, begin);
    return number;
  }

  /**
   * Reads so much of the log. Returns whether there was nothing that it does not tell: a source
   * that was never listed, or a position that is lost, has to be listed.
   */
  boolean follow(int source, int most) {
    SimulatedSource followed = sources.get(run.sourceOf(source));
    Integer position = positions.get(source);
    if (!followed.isFollowed() || position == null) {
      return false;
    }
    int to =
        Math.min(followed.endOfLog(), (int) Math.min(Integer.MAX_VALUE, (long) position + most));
    List<dev.freshet.api.ItemChange> changes = followed.logged(position, to);
    if (changes == null) {
      positions.put(source, null);
      return false;
    }
    for (dev.freshet.api.ItemChange change : changes) {
      switch (change.kind()) {
        case TOUCHED -> found.add(new Touch(source, change.key()));
        case REMOVED -> found.add(new Gone(source, change.key()));
        case CLEARED -> {
          known.put(source, new long[0]);
          found.add(nothing(source, null, shards.get(source), position));
        }
      }
    }
    positions.put(source, to);
    found.add(new Logged(source, to));
    return true;
  }

  private long list(int source, @Nullable Integer position) throws IOException {
    int chosen = shards.getOrDefault(source, 0);
    Listing listing = new Listing(chosen == 0 ? MOST_SHARDS : chosen);
    ListingDigest digest = new ListingDigest(source);
    SimulatedSource listed = sources.get(run.sourceOf(source));
    for (String key : List.copyOf(listed.items().keySet())) {
      faults.pass(SimulatedFaults.Point.LISTING_PAGE);
      SimulatedSource.Item item = listed.items().get(key);
      if (item != null) {
        listing.add(new ItemVersion(key, item.version()));
        digest.add(key, item.version());
      }
    }
    long[] hashes = listing.keyHashes();
    long[] before = known.getOrDefault(source, new long[0]);
    boolean holds = !run.confirmsRemovals() && RemovalGuard.DEFAULT.holds(before, hashes);
    long[] after = holds ? union(before, hashes) : hashes;
    known.put(source, after);
    if (position == null) {
      sums.put(source, digest.sum());
    }
    held = holds ? held + 1 : held;
    long number = take(source);
    shards.put(source, chosen == 0 ? suitableShards(listing.size()) : chosen);
    found.add(new Found(source, number, listing, shards.get(source), holds, after, position));
    return number;
  }

  /** As few items as a simulation has must make a difference. */
  private static int suitableShards(int items) {
    return items < 2 ? 1 : items < 4 ? 2 : MOST_SHARDS;
  }

  private static long[] union(long[] one, long[] other) {
    return java.util.stream.LongStream.concat(Arrays.stream(one), Arrays.stream(other))
        .sorted()
        .distinct()
        .toArray();
  }

  /** A listing that broke off: nothing of it is used. */
  void failScan(int source) {
    clock.fail(take(source));
  }

  /** A watch says that this item changed or went. */
  void touch(int source, String key) {
    int count = progress.get(source).shards();
    if (count == 0) {
      beforeFirstScan.add(new Touch(source, key));
      return;
    }
    output.send(new ShardMessage.Touched(source, Listing.shardOf(key, count), clock.last(), key));
  }

  /** Sends one shard; returns whether there was one. */
  boolean emit() {
    if (emitting == null) {
      Object next = found.poll();
      if (!(next instanceof Found)) {
        return next != null && emitLogged(next);
      }
      emitting = (Found) next;
      nextShard = 0;
    }
    Found scan = emitting;
    if (nextShard == 0) {
      begin(scan);
    }
    output.send(
        new ShardMessage.Listed(
            scan.source(),
            nextShard,
            scan.scan() == null ? clock.last() : scan.scan(),
            scan.listing().takeShard(nextShard, scan.shards()),
            scan.holds()));
    nextShard++;
    if (nextShard == scan.shards()) {
      emitting = null;
      finish(scan);
    }
    return true;
  }

  private boolean emitLogged(Object next) {
    if (next instanceof Touch touch) {
      touch(touch.source(), touch.key());
    } else if (next instanceof Gone gone) {
      int shard = Listing.shardOf(gone.key(), progress.get(gone.source()).shards());
      output.send(new ShardMessage.Removed(gone.source(), shard, clock.last(), gone.key()));
    } else if (next instanceof Logged logged) {
      String position = String.valueOf(logged.position());
      progress.computeIfPresent(logged.source(), (id, before) -> before.at(position));
    } else if (next instanceof CaughtUp caughtUp) {
      complete(caughtUp.scan());
    }
    return true;
  }

  /** A snapshot between two shards must know how many there are, and whose removal to guard. */
  private void begin(Found scan) {
    SourceProgress before = progress.get(scan.source());
    progress.put(scan.source(), before.knowing(scan.shards(), before.knownKeys()));
    knownAfterEmission.putIfAbsent(scan.source(), scan.known());
  }

  private void finish(Found scan) {
    if (run.knows(scan.source())) {
      knownAfterEmission.put(scan.source(), scan.known());
      String position = scan.position() == null ? null : scan.position().toString();
      progress.computeIfPresent(
          scan.source(),
          (id, before) -> before.listed(scan.shards(), null, position, run.epoch(), scan.holds()));
      List<Touch> waited = List.copyOf(beforeFirstScan);
      beforeFirstScan.clear();
      waited.forEach(touch -> touch(touch.source(), touch.key()));
    } else {
      progress.remove(scan.source());
      knownAfterEmission.remove(scan.source());
    }
    if (scan.scan() != null) {
      complete(scan.scan());
    }
  }

  private void complete(long scan) {
    OptionalLong watermark = clock.complete(scan);
    if (watermark.isPresent()) {
      output.sendWatermark(watermark.getAsLong());
    }
  }

  void barrier(SimulatedSnapshot snapshot) {
    snapshot.lastScan = clock.last();
    snapshot.sources = new TreeMap<>(progress);
    snapshot.knownKeys = new TreeMap<>(knownAfterEmission);
    output.sendBarrier(snapshot);
  }

  /** A checkpoint of this is complete: logs need not keep what came before. */
  void completed(SimulatedSnapshot snapshot) {
    for (SourceProgress each : snapshot.sources.values()) {
      SimulatedSource source = sources.get(run.sourceOf(each.source()));
      String position = each.position();
      if (source != null && position != null) {
        source.confirm(Integer.parseInt(position));
      }
    }
  }

  /** Of the latest listings, by source. */
  Map<Integer, ListingSum> sums() {
    return sums;
  }

  /** Whether removals of the latest listings are held. */
  boolean holds() {
    return held > 0;
  }
}
