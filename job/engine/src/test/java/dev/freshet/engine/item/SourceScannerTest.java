package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.ItemChange.Kind;
import dev.freshet.api.ItemContent;
import dev.freshet.api.Nullable;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class SourceScannerTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  @TempDir private Path directory;

  private final FakeItems items = new FakeItems();
  private final Heard heard = new Heard();
  private final ScanClock clock = new ScanClock(1, 0);
  private final List<SourceScanner> scanners = new ArrayList<>();

  private static final class Heard implements SourceScanner.Listener {
    final BlockingQueue<Scan> scans = new LinkedBlockingQueue<>();
    final BlockingQueue<String> touched = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> failed = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> retrying = new LinkedBlockingQueue<>();

    @Override
    public void scanned(Scan scan) {
      scans.add(scan);
    }

    @Override
    public void touched(int source, String key, String position) {
      touched.add(source + "/" + key + "@" + position);
    }

    @Override
    public void failed(Throwable failure) {
      failed.add(failure);
    }

    @Override
    public void retrying(String source, Throwable failure) {
      retrying.add(failure);
    }

    void await(Predicate<Scan> wanted) throws InterruptedException {
      Scan scan = next(scans);
      while (!wanted.test(scan)) {
        scan = next(scans);
      }
    }

    static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
      return Objects.requireNonNull(queue.poll(10, TimeUnit.SECONDS), "nothing came");
    }
  }

  /** Counts what was listed, in place of a digest. */
  private static final class Counting implements SourceScanner.Digester {
    private byte count;

    @Override
    public void add(String key, String version) {
      count++;
    }

    @Override
    public byte[] digest() {
      return new byte[] {count};
    }
  }

  @AfterEach
  void close() {
    scanners.forEach(SourceScanner::close);
  }

  private static SourceScanner.Scanned once() {
    return new SourceScanner.Scanned(
        "documents", 3, null, false, false, Duration.ofSeconds(5), RemovalGuard.DEFAULT, false);
  }

  private static SourceScanner.Scanned live(Duration refresh) {
    return new SourceScanner.Scanned(
        "documents", 3, refresh, true, true, Duration.ZERO, RemovalGuard.DEFAULT, false);
  }

  private static SourceProgress nothing() {
    return new SourceProgress(3, 0, null, null);
  }

  private SourceScanner scanner(SourceScanner.Scanned scanned, SourceProgress progress) {
    KnownKeys keys = new KnownKeys(directory);
    SourceScanner scanner =
        new SourceScanner(
            scanned, progress, items::open, Counting::new, clock, keys, heard, AT_ONCE);
    scanners.add(scanner);
    return scanner;
  }

  private Scan scanOnce(SourceProgress progress) throws InterruptedException {
    scanner(once(), progress).start();
    return Heard.next(heard.scans);
  }

  private static SourceProgress after(Scan scan) {
    return nothing().knowing(scan.shards(), scan.knownKeys());
  }

  private static List<String> keys(Scan scan) {
    return IntStream.range(0, scan.shards())
        .mapToObj(shard -> scan.listing().takeShard(shard, scan.shards()))
        .flatMap(entries -> entries.entries().stream())
        .map(ShardEntries.Entry::key)
        .sorted()
        .toList();
  }

  @Test
  void listsASourceOnce() throws Exception {
    items.put("a", "1");
    items.put("b", "1");
    Scan scan = scanOnce(nothing());

    assertThat(keys(scan)).containsExactly("a", "b");
    assertThat(scan.items()).isEqualTo(2);
    assertThat(scan.shards()).isEqualTo(64);
    assertThat(scan.held()).isZero();
    assertThat(scan.digest()).containsExactly(2);
    assertThat(scan.number()).isEqualTo(ScanClock.firstOf(1));
    assertThat(heard.scans).isEmpty();
  }

  @Test
  void takesItsNumberWhenItIsMadeSoThatTheFirstWatermarkWaitsForIt() {
    scanner(once(), nothing());
    long later = clock.begin();

    assertThat(clock.complete(later)).isEmpty();
  }

  @Test
  void keepsTheNumberOfShards() throws Exception {
    items.put("a", "1");

    assertThat(scanOnce(new SourceProgress(3, 256, null, null)).shards()).isEqualTo(256);
  }

  @Test
  void listsAgainAfterTheRefreshIntervalUnderAHigherNumber() throws Exception {
    items.put("a", "1");
    scanner(live(AT_ONCE), nothing()).start();
    long first = Heard.next(heard.scans).number();
    items.put("b", "1");

    await().until(() -> Heard.next(heard.scans).items() == 2);
    assertThat(Heard.next(heard.scans).number()).isGreaterThan(first + 1);
    assertThat(items.opened).hasValue(1);
  }

  @Test
  void aFailedListingEndsARunThatListsOnceAndReportsNothing() throws Exception {
    items.put("a", "1");
    items.nextListings.add(new IOException("unmounted"));
    scanner(once(), nothing()).start();

    assertThat(Heard.next(heard.failed)).hasMessage("unmounted");
    await().untilAtomic(items.closed, org.hamcrest.Matchers.equalTo(1));
    assertThat(heard.scans).isEmpty();
  }

  @Test
  void aSourceThatIsOnlyBusyIsWaitedForEvenWhereAFailureWouldEndTheRun() throws Exception {
    items.put("a", "1");
    items.nextListings.add(new Unavailable("busy"));
    items.nextListings.add(new Unavailable("still busy", null, Duration.ofMillis(10)));
    Scan scan = scanOnce(nothing());

    assertThat(scan.items()).isEqualTo(1);
    assertThat(heard.failed).isEmpty();
  }

  @Test
  void aSourceThatAsksForMorePatienceThanThereIsEndsTheRun() throws Exception {
    items.nextListings.add(new Unavailable("closed for today", null, Duration.ofHours(9)));
    scanner(once(), nothing()).start();

    assertThat(Heard.next(heard.failed)).hasMessage("closed for today");
  }

  @Test
  void aFailedListingIsTriedAgainWithANewReaderAndNumberWhereTheRunGoesOn() throws Exception {
    items.put("a", "1");
    items.nextListings.add(new IOException("away"));
    items.nextListings.add(new IOException("still away"));
    scanner(live(Duration.ofDays(1)), nothing()).start();

    assertThat(Heard.next(heard.retrying)).hasMessage("away");
    assertThat(Heard.next(heard.retrying)).hasMessage("still away");
    assertThat(Heard.next(heard.scans).number()).isEqualTo(ScanClock.firstOf(1) + 2);
    assertThat(items.opened).hasValue(3);
    assertThat(items.closed).hasValue(1);
    assertThat(heard.failed).isEmpty();
  }

  @Test
  void aReaderThatCannotBeOpenedAgainIsTriedAgainToo() throws Exception {
    items.nextListings.add(new IOException("away"));
    scanner(live(Duration.ofDays(1)), nothing());
    SourceScanner scanner = scanners.get(0);
    items.put("a", "1");
    scanner.start();
    Heard.next(heard.retrying);
    items.nextOpens.add(new IOException("refused"));
    items.nextListings.add(new IOException("away again"));

    await().until(() -> heard.scans.size() == 1);
    assertThat(heard.failed).isEmpty();
  }

  @Test
  void aReaderThatCannotBeOpenedAtTheStartEndsTheRun() throws Exception {
    items.nextOpens.add(new IOException("no such host"));
    scanner(live(AT_ONCE), nothing()).start();

    assertThat(Heard.next(heard.failed)).hasMessage("no such host");
  }

  @Test
  void closingReleasesReadersAndWatch() throws Exception {
    items.nextListings.add(new IOException("away"));
    SourceScanner scanner = scanner(live(Duration.ofDays(1)), nothing());
    scanner.start();
    Heard.next(heard.scans);
    scanner.close();

    await().until(() -> items.closed.get() == 2 && items.watchesClosed.get() == 1);
    assertThat(heard.failed).isEmpty();
  }

  @Test
  void holdsTheRemovalOfEverythingAndRemembersIt() throws Exception {
    items.put("a", "1");
    items.put("b", "1");
    Scan before = scanOnce(nothing());
    items.versions.clear();
    items.put("c", "1");
    Scan held = scanOnce(after(before));
    Scan heldAgain = scanOnce(after(held));

    assertThat(held.held()).isEqualTo(2);
    assertThat(held.items()).isEqualTo(1);
    assertThat(new KnownKeys(directory).read(held.knownKeys())).hasSize(3);
    assertThat(heldAgain.held()).isZero();
  }

  @Test
  void letsRemovalsThroughThatWereConfirmed() throws Exception {
    items.put("a", "1");
    items.put("b", "1");
    Scan before = scanOnce(nothing());
    items.versions.clear();
    scanner(
            new SourceScanner.Scanned(
                "documents",
                3,
                null,
                false,
                false,
                Duration.ofSeconds(5),
                RemovalGuard.DEFAULT,
                true),
            after(before))
        .start();
    Scan confirmed = Heard.next(heard.scans);

    assertThat(confirmed.held()).isZero();
    assertThat(confirmed.knownKeys()).isNull();
  }

  @Test
  void letsConfirmedRemovalsThroughOnce() throws Exception {
    items.put("a", "1");
    items.put("b", "1");
    Scan before = scanOnce(nothing());
    items.versions.clear();
    scanner(
            new SourceScanner.Scanned(
                "documents", 3, AT_ONCE, false, true, Duration.ZERO, RemovalGuard.DEFAULT, true),
            after(before))
        .start();
    assertThat(Heard.next(heard.scans).held()).isZero();

    items.put("c", "1");
    items.put("d", "1");
    heard.await(scan -> scan.items() == 2);
    items.versions.clear();
    heard.await(scan -> scan.held() == 2);
  }

  @Test
  void writesTheKnownKeysOnlyWhenTheyChanged() throws Exception {
    items.put("a", "1");
    Scan first = scanOnce(nothing());
    items.put("a", "2");
    Scan second = scanOnce(after(first));

    assertThat(second.knownKeys()).isEqualTo(first.knownKeys());
    try (var files = Files.list(directory)) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void aDamagedGuardFileEndsTheRun() throws Exception {
    items.put("a", "1");
    Scan first = scanOnce(nothing());
    Files.write(directory.resolve(Objects.requireNonNull(first.knownKeys())), new byte[3]);
    scanner(once(), after(first)).start();

    assertThat(Heard.next(heard.failed)).hasMessageContaining("damaged");
  }

  private static dev.freshet.api.ItemChange change(
      Kind kind, String key, @Nullable ItemContent content) {
    return new dev.freshet.api.ItemChange("p-" + key, key, kind, content);
  }

  @Test
  void reportsWhatAWatchSeesFromWhereItStopped() throws Exception {
    scanner(live(Duration.ofDays(1)), nothing().at("here")).start();
    items.toPoll.add(change(Kind.TOUCHED, "a", null));
    items.toPoll.add(change(Kind.REMOVED, "b", null));

    assertThat(Heard.next(heard.touched)).isEqualTo("3/a@p-a");
    assertThat(Heard.next(heard.touched)).isEqualTo("3/b@p-b");
    assertThat(items.watchedFrom).containsExactly("here");
  }

  @Test
  void aWatchThatLostItsPlaceStartsAnewBeforeTheFirstListing() throws Exception {
    items.nextWatches.add(new PositionLost("gone"));
    scanner(live(Duration.ofDays(1)), nothing().at("here")).start();
    Heard.next(heard.scans);

    assertThat(items.watchedFrom).containsExactly("here", "null");
  }

  @Test
  void aWatchThatMissedChangesMakesTheSourceBeListedAgain() throws Exception {
    scanner(live(Duration.ofDays(1)), nothing()).start();
    Heard.next(heard.scans);
    items.toPoll.add(new PositionLost("overflow"));
    items.toPoll.add(change(Kind.TOUCHED, "a", null));

    assertThat(Heard.next(heard.scans).number()).isEqualTo(ScanClock.firstOf(1) + 1);
    assertThat(Heard.next(heard.touched)).isEqualTo("3/a@p-a");
  }

  @Test
  void aWatchThatFailsIsReportedAndScansGoOn() throws Exception {
    scanner(live(AT_ONCE), nothing()).start();
    items.toPoll.add(new IOException("broken"));

    assertThat(Heard.next(heard.retrying)).hasMessage("broken");
    heard.scans.clear();
    Heard.next(heard.scans);
    await().untilAtomic(items.watchesClosed, org.hamcrest.Matchers.equalTo(1));
  }

  @Test
  void aWatchBesideScansMustNotDeliverContent() throws Exception {
    scanner(live(Duration.ofDays(1)), nothing()).start();
    items.toPoll.add(change(Kind.CONTENT, "a", ItemContent.of("a", "1", new byte[0])));

    assertThat(Heard.next(heard.retrying)).hasMessageContaining("must not deliver content");
    assertThat(heard.touched).isEmpty();
  }
}
