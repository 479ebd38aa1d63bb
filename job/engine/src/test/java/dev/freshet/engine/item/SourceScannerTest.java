package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.ItemChange;
import dev.freshet.api.PositionLost;
import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private final HeardOfSource heard = new HeardOfSource();
  private final ScanClock clock = new ScanClock(1, 0);
  private final List<SourceScanner> scanners = new ArrayList<>();

  @AfterEach
  void close() {
    scanners.forEach(SourceScanner::close);
  }

  private static SourceScanner.Scanned once() {
    return new SourceScanner.Scanned(
        "documents", 3, null, false, false, Duration.ofSeconds(5), RemovalGuard.DEFAULT, false, 7);
  }

  private static SourceScanner.Scanned live(Duration refresh) {
    return new SourceScanner.Scanned(
        "documents", 3, refresh, true, true, Duration.ZERO, RemovalGuard.DEFAULT, false, 7);
  }

  private static SourceProgress nothing() {
    return SourceProgress.none(3);
  }

  private SourceScanner scanner(SourceScanner.Scanned scanned, SourceProgress progress) {
    KnownKeys keys = new KnownKeys(directory);
    SourceScanner scanner =
        new SourceScanner(
            scanned,
            progress,
            items::open,
            HeardOfSource.Counting::new,
            clock,
            keys,
            heard,
            AT_ONCE);
    scanners.add(scanner);
    return scanner;
  }

  private Scan scanOnce(SourceProgress progress) throws InterruptedException {
    scanner(once(), progress).start();
    return HeardOfSource.next(heard.scans);
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

    assertThat(scanOnce(nothing().knowing(256, null)).shards()).isEqualTo(256);
  }

  @Test
  void listsAgainAfterTheRefreshIntervalUnderAHigherNumber() throws Exception {
    items.put("a", "1");
    scanner(live(AT_ONCE), nothing()).start();
    long first = HeardOfSource.next(heard.scans).number();
    items.put("b", "1");

    await().until(() -> HeardOfSource.next(heard.scans).items() == 2);
    assertThat(HeardOfSource.next(heard.scans).number()).isGreaterThan(first + 1);
    assertThat(items.opened).hasValue(1);
  }

  @Test
  void aFailedListingEndsARunThatListsOnceAndReportsNothing() throws Exception {
    items.put("a", "1");
    items.nextListings.add(new IOException("unmounted"));
    scanner(once(), nothing()).start();

    assertThat(HeardOfSource.next(heard.failed)).hasMessage("unmounted");
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

    assertThat(HeardOfSource.next(heard.failed)).hasMessage("closed for today");
  }

  @Test
  void aFailedListingIsTriedAgainWithANewReaderAndNumberWhereTheRunGoesOn() throws Exception {
    items.put("a", "1");
    items.nextListings.add(new IOException("away"));
    items.nextListings.add(new IOException("still away"));
    scanner(live(Duration.ofDays(1)), nothing()).start();

    assertThat(HeardOfSource.next(heard.retrying)).hasMessage("away");
    assertThat(HeardOfSource.next(heard.retrying)).hasMessage("still away");
    assertThat(HeardOfSource.next(heard.scans).number()).isEqualTo(ScanClock.firstOf(1) + 2);
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
    HeardOfSource.next(heard.retrying);
    items.nextOpens.add(new IOException("refused"));
    items.nextListings.add(new IOException("away again"));

    await().until(() -> heard.scans.size() == 1);
    assertThat(heard.failed).isEmpty();
  }

  @Test
  void aReaderThatCannotBeOpenedAtTheStartEndsTheRun() throws Exception {
    items.nextOpens.add(new IOException("no such host"));
    scanner(live(AT_ONCE), nothing()).start();

    assertThat(HeardOfSource.next(heard.failed)).hasMessage("no such host");
  }

  @Test
  void closingReleasesReadersAndWatch() throws Exception {
    items.nextListings.add(new IOException("away"));
    SourceScanner scanner = scanner(live(Duration.ofDays(1)), nothing());
    scanner.start();
    HeardOfSource.next(heard.scans);
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
                true,
                7),
            after(before))
        .start();
    Scan confirmed = HeardOfSource.next(heard.scans);

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
                "documents", 3, AT_ONCE, false, true, Duration.ZERO, RemovalGuard.DEFAULT, true, 7),
            after(before))
        .start();
    assertThat(HeardOfSource.next(heard.scans).held()).isZero();

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

    assertThat(HeardOfSource.next(heard.failed)).hasMessageContaining("damaged");
  }

  @Test
  void reportsWhatAWatchSees() throws Exception {
    scanner(live(Duration.ofDays(1)), nothing()).start();
    items.toPoll.add(ItemChange.touched("a"));
    items.toPoll.add(ItemChange.removed("b"));

    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/a");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/b");
  }

  @Test
  void aWatchThatSawEverythingGoIsNotBelieved() throws Exception {
    items.put("a", "1");
    scanner(live(Duration.ofDays(1)), nothing()).start();
    HeardOfSource.next(heard.scans);
    items.toPoll.add(ItemChange.cleared());

    assertThat(HeardOfSource.next(heard.scans).items()).isEqualTo(1);
  }

  @Test
  void aWatchThatMissedChangesMakesTheSourceBeListedAgain() throws Exception {
    scanner(live(Duration.ofDays(1)), nothing()).start();
    HeardOfSource.next(heard.scans);
    items.toPoll.add(new PositionLost("overflow"));
    items.toPoll.add(ItemChange.touched("a"));

    assertThat(HeardOfSource.next(heard.scans).number()).isEqualTo(ScanClock.firstOf(1) + 1);
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/a");
  }

  @Test
  void aWatchThatFailsIsReportedAndScansGoOn() throws Exception {
    scanner(live(AT_ONCE), nothing()).start();
    items.toPoll.add(new IOException("broken"));

    assertThat(HeardOfSource.next(heard.retrying)).hasMessage("broken");
    heard.scans.clear();
    HeardOfSource.next(heard.scans);
    await().untilAtomic(items.watchesClosed, org.hamcrest.Matchers.equalTo(1));
  }
}
