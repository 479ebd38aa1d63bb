package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.freshet.api.Unavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class LogFollowerTest {
  private static final long EPOCH = 7;

  @TempDir private Path directory;

  private final FakeLog log = new FakeLog();
  private final HeardOfSource heard = new HeardOfSource();
  private final ScanClock clock = new ScanClock(1, 0);
  private final List<SourceScanner> scanners = new ArrayList<>();

  @AfterEach
  void close() {
    scanners.forEach(SourceScanner::close);
  }

  private SourceScanner follow(SourceProgress from, boolean live, boolean confirmRemovals) {
    return scanner(from, live, confirmRemovals, heard);
  }

  private SourceScanner scanner(
      SourceProgress from, boolean live, boolean confirmRemovals, HeardOfSource listener) {
    SourceScanner.Scanned scanned =
        new SourceScanner.Scanned(
            "table",
            3,
            null,
            false,
            live,
            Duration.ofSeconds(5),
            RemovalGuard.DEFAULT,
            confirmRemovals,
            EPOCH);
    SourceScanner scanner =
        new SourceScanner(
            scanned,
            from,
            log::open,
            HeardOfSource.Counting::new,
            clock,
            new KnownKeys(directory),
            listener,
            Duration.ofMillis(1));
    scanners.add(scanner);
    scanner.start();
    return scanner;
  }

  private SourceScanner update(SourceProgress from) {
    return follow(from, false, false);
  }

  private static SourceProgress nothing() {
    return SourceProgress.none(3);
  }

  private SourceProgress listed() throws InterruptedException {
    HeardOfSource before = new HeardOfSource();
    SourceScanner first = scanner(nothing(), false, false, before);
    SourceProgress after = nothing().after(HeardOfSource.next(before.scans));
    first.close();
    await().until(() -> log.closed.get() == 1);
    log.openedAt.clear();
    return after;
  }

  @Test
  void isListedAtTheFirstStartAndThenFollowedFromBeforeTheListing() throws Exception {
    log.put("a", "1");
    log.whileListing(() -> log.put("b", "1"));
    update(nothing());
    Scan scan = HeardOfSource.next(heard.scans);

    assertThat(scan.items()).isEqualTo(1);
    assertThat(scan.number()).isEqualTo(ScanClock.firstOf(1));
    assertThat(scan.position()).isEqualTo("1");
    assertThat(scan.epoch()).isEqualTo(EPOCH);
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/b");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3@2");
  }

  @Test
  void isNotListedAgainWhereTheLogGoesOn() throws Exception {
    log.put("a", "1");
    SourceProgress before = listed();
    log.put("b", "1");
    log.remove("a");
    update(before);

    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/b");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/-a");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3@3");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3 caught up at 3");
    assertThat(log.listings()).isEqualTo(1);
  }

  @Test
  void takesItsNumberBeforeItBeginsSoThatTheFirstWatermarkWaitsForWhatWasMissed() throws Exception {
    log.put("a", "1");
    SourceProgress before = listed();
    long later = clock.last() + 1;
    update(before);

    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3 caught up at 1");
    assertThat(HeardOfSource.next(heard.numbers)).isEqualTo(later);
  }

  @Test
  void isListedAgainAfterTheFlowChanged() throws Exception {
    log.put("a", "1");
    SourceProgress before = listed();
    update(new SourceProgress(3, before.shards(), before.knownKeys(), before.position(), 6));

    assertThat(HeardOfSource.next(heard.scans).items()).isEqualTo(1);
  }

  @Test
  void isListedAgainWhereThePositionIsLostAndFollowedFromBeforeThat() throws Exception {
    log.put("a", "1");
    SourceProgress before = listed();
    log.put("b", "1");
    log.loseAll();
    log.whileListing(() -> log.put("c", "1"));
    update(before);
    Scan scan = HeardOfSource.next(heard.scans);

    assertThat(scan.items()).isEqualTo(2);
    assertThat(scan.position()).isEqualTo("2");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/c");
    assertThat(log.openedAt).containsExactly("1", "null");
  }

  @Test
  void isListedAgainWhenChangesAreLostWhileItIsFollowed() throws Exception {
    SourceScanner scanner = follow(nothing(), true, false);
    HeardOfSource.next(heard.scans);
    log.nextPolls.add(new dev.freshet.api.PositionLost("the log was cut"));
    log.put("a", "1");
    heard.await(scan -> scan.items() == 1);
    scanner.close();

    assertThat(heard.failed).isEmpty();
  }

  @Test
  void whatIsClearedIsGoneAndNotHeldAndWhatFollowsComesAfterIt() throws Exception {
    for (int i = 0; i < 3; i++) {
      log.put("a" + i, "1");
    }
    SourceProgress before = listed();
    log.clear();
    log.put("b", "1");
    update(before);
    Scan cleared = HeardOfSource.next(heard.cleared);

    assertThat(cleared.items()).isZero();
    assertThat(cleared.held()).isZero();
    assertThat(cleared.knownKeys()).isNull();
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3 cleared");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/b");
    assertThat(log.listings()).isEqualTo(1);
  }

  @Test
  void anUpdateHasNotCaughtUpWhereEverythingIsGoneButAtTheEndOfTheLog() throws Exception {
    log.put("a", "1");
    SourceProgress before = listed();
    log.clear();
    log.put("b", "1");
    update(before);

    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3 cleared");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/b");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3@3");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3 caught up at 3");
    assertThat(heard.scans).isEmpty();
  }

  @Test
  void removalsThatAreHeldMakeTheNextRunListAgain() throws Exception {
    log.put("a", "1");
    log.put("b", "1");
    SourceProgress before = listed();
    log.remove("a");
    log.remove("b");
    log.loseAll();
    SourceScanner holding = update(before);
    Scan held = HeardOfSource.next(heard.scans);
    holding.close();
    follow(before.after(held), false, true);
    Scan confirmed = HeardOfSource.next(heard.scans);

    assertThat(held.held()).isEqualTo(2);
    assertThat(confirmed.held()).isZero();
    assertThat(before.after(held).goesOn(EPOCH)).isFalse();
    assertThat(before.after(confirmed).goesOn(EPOCH)).isTrue();
  }

  @Test
  void tellsTheLogWhatIsCompleted() throws Exception {
    SourceScanner scanner = update(nothing());
    HeardOfSource.next(heard.scans);
    scanner.completed("0");

    await().until(() -> log.completed.contains("0"));
  }

  @Test
  void aLogThatFailsIsOpenedAgainWhereItStoppedIfTheRunGoesOn() throws Exception {
    follow(nothing(), true, false);
    HeardOfSource.next(heard.scans);
    log.put("a", "1");
    assertThat(HeardOfSource.next(heard.news)).isEqualTo("3/a");
    log.nextPolls.add(new IOException("cut"));
    assertThat(HeardOfSource.next(heard.retrying)).hasMessage("cut");
    log.put("b", "1");

    heard.awaitNews("3/b");
    assertThat(log.openedAt).containsExactly("null", "1");
    assertThat(log.listings()).isEqualTo(1);
  }

  @Test
  void aLogThatFailsEndsARunThatDoesNotGoOnUnlessItIsOnlyAway() throws Exception {
    log.nextPolls.add(new Unavailable("busy"));
    log.nextPolls.add(new IOException("broken"));
    update(nothing());

    assertThat(HeardOfSource.next(heard.retrying)).hasMessage("busy");
    assertThat(HeardOfSource.next(heard.failed)).hasMessage("broken");
  }

  @Test
  void aLiveRunIsToldAgainAndAgainThatItHasCaughtUp() throws Exception {
    follow(nothing(), true, false);
    HeardOfSource.next(heard.scans);
    log.put("a", "1");

    heard.awaitNews("3 caught up at 1");
    log.put("b", "1");
    heard.awaitNews("3 caught up at 2");
  }
}
