package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LockDirectoryTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Lease SHORT =
      new Lease(Duration.ofMillis(60), Duration.ofMillis(10), Duration.ofMillis(2));

  /** A holder of this lease is never heard of again. */
  private static final Lease SILENT =
      new Lease(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(2));

  private final Path root;
  private final ProcessIdentity self;
  private final ProcessIdentity elsewhere;

  LockDirectoryTest(@TempDir Path root) throws IOException {
    this.root = root;
    self = ProcessIdentity.current();
    elsewhere = new ProcessIdentity("other-host", "other boot", self.pid(), self.started());
  }

  @Test
  void refusesASecondRunAndNamesTheFirst() throws IOException {
    try (RunLock lock = acquire(self, SHORT)) {
      assertThat(lock.fence().number()).isEqualTo(1);
      assertThatThrownBy(() -> acquire(self, SHORT))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("Flow pages is already running: live")
          .hasMessageContaining("process " + self.pid() + " on " + self.host())
          .hasMessageContaining("since 2026-11-22T12:00:00Z");
    }
  }

  @Test
  void numbersRiseAfterEveryReleaseAndOneFileIsKept() throws IOException {
    for (long expected = 1; expected <= 5; expected++) {
      try (RunLock lock = acquire(self, SHORT)) {
        assertThat(lock.fence().number()).isEqualTo(expected);
      }
    }
    assertThat(StateFiles.names(locks())).containsExactly("5");
  }

  @Test
  void releasesTwiceWithoutHarmToTheNext() throws IOException {
    RunLock first = acquire(self, SHORT);
    first.close();
    try (RunLock second = acquire(self, SHORT)) {
      first.close();
      assertThat(second.fence().number()).isEqualTo(2);
      second.fence().check();
      assertThatThrownBy(() -> acquire(self, SHORT)).isInstanceOf(LockedException.class);
    }
  }

  @Test
  void isReleasedByAThreadThatWasInterrupted() throws IOException {
    RunLock lock = acquire(self, SILENT);
    Thread.currentThread().interrupt();
    lock.close();

    assertThat(Thread.interrupted()).isTrue();
    acquire(self, SILENT).close();
  }

  @Test
  void takesOverAtOnceFromAProcessThatEnded() throws IOException {
    acquire(ended(), SILENT);

    try (RunLock lock = acquire(self, SILENT)) {
      assertThat(lock.fence().number()).isEqualTo(2);
      assertThat(lock.unended()).isZero();
    }
  }

  @Test
  void goesOnInAnotherProcessThatItWasHandedOverTo() throws IOException {
    RunLock client = acquire(self.onCluster(), SHORT);
    client.handOver();
    client.close();

    try (RunLock keeper = StateDirectory.of(root, "pages").locks(self, SHORT).keep(1)) {
      assertThat(keeper.fence().number()).isEqualTo(1);
      assertThatThrownBy(() -> acquire(self, SHORT)).isInstanceOf(LockedException.class);
    }
    try (RunLock next = acquire(self, SILENT)) {
      assertThat(next.fence().number()).isEqualTo(2);
      assertThat(next.unended()).isZero();
    }
  }

  @Test
  void isNotKeptOnceAnotherRunHasTakenItOver() throws IOException {
    acquire(self.onCluster(), SILENT).handOver();

    try (RunLock next = acquire(self, SHORT)) {
      assertThat(next.unended()).isEqualTo(1);
      assertThatThrownBy(() -> StateDirectory.of(root, "pages").locks(self, SHORT).keep(1))
          .isInstanceOf(FencedException.class)
          .hasMessageContaining("run 2 took the flow over");
    }
  }

  @Test
  void doesNotTakeAProcessThatEndedForTheEndOfARunOnACluster() throws IOException {
    RunLock ofCluster = acquire(ended().onCluster(), SHORT);

    assertThatThrownBy(() -> acquire(self, SHORT)).isInstanceOf(LockedException.class);
    ofCluster.close();
  }

  @Test
  void takesOverFromASilentHostAfterItsLease() throws IOException {
    acquire(elsewhere, SILENT);

    try (RunLock lock = acquire(self, SHORT)) {
      assertThat(lock.fence().number()).isEqualTo(2);
    }
  }

  @Test
  void remembersThroughLaterRunsWhichOneWasNotSeenToEnd() throws IOException {
    acquire(self, SILENT).close();
    acquire(elsewhere, SILENT);
    for (int i = 0; i < 2; i++) {
      try (RunLock lock = acquire(self, SHORT)) {
        assertThat(lock.unended()).isEqualTo(2);
      }
    }
  }

  @Test
  void isRefusedAsSoonAsAnotherHostRenews() throws IOException {
    try (RunLock lock = acquire(elsewhere, SHORT)) {
      Lease patient = new Lease(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(2));

      assertThatThrownBy(() -> acquire(self, patient))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("on other-host");
      lock.fence().check();
    }
  }

  @Test
  void fencesTheRunThatWasTakenOverAndItsWorkers() throws IOException {
    RunLock silent = acquire(elsewhere, SILENT);
    Fence worker = StateDirectory.of(root, "pages").fence(silent.fence().number());
    worker.check();

    acquire(self, SHORT).close();

    assertThatThrownBy(worker::check)
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("Run 1 of flow pages must not write any more, run 2 took the flow");
    assertThatThrownBy(silent.fence()::check).isInstanceOf(FencedException.class);
  }

  @Test
  void staysFencedWhenTheNextRunsAreGoneToo() throws IOException {
    RunLock silent = acquire(elsewhere, SILENT);
    acquire(self, SHORT).close();
    acquire(self, SHORT).close();
    silent.close();

    assertThatThrownBy(silent.fence()::check).isInstanceOf(FencedException.class);
    assertThat(StateFiles.names(locks())).as("a release brings nothing back").containsExactly("3");
  }

  @Test
  void aRenewalNeverBringsBackAFileThatWasTakenAway() throws IOException {
    RunLock renewing = acquire(elsewhere, SHORT);
    Files.delete(locks().resolve("1"));
    Files.createFile(locks().resolve("2"));

    Awaitility.await()
        .during(Duration.ofMillis(50))
        .until(() -> !Files.exists(locks().resolve("1")));
    renewing.close();
  }

  @Test
  void takesOverFromAProcessThatDiedWhileCreatingItsFile() throws IOException {
    Files.createDirectories(locks());
    Files.createFile(locks().resolve("7"));

    try (RunLock lock = acquire(self, SHORT)) {
      assertThat(lock.fence().number()).isEqualTo(8);
      assertThat(lock.unended()).as("of those before, nothing is known").isEqualTo(7);
    }
  }

  @Test
  void waitsForAProcessThatIsStillCreatingItsFile() throws Exception {
    Files.createDirectories(locks());
    Files.createFile(locks().resolve("7"));
    ExecutorService other = Executors.newSingleThreadExecutor();
    Future<RunLock> second = other.submit(() -> acquire(self, SILENT));
    StateFiles.overwrite(locks().resolve("7"), LockEntry.taken(self, NOON, "update", 0).encode());

    assertThatThrownBy(second::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(LockedException.class);
    other.shutdown();
  }

  @Test
  void leavesALockOfANewerFreshetAlone() throws IOException {
    byte[] newer = LockEntry.taken(self, NOON, "update", 0).encode();
    newer[5] = 99;
    StateFiles.write(locks().resolve("1"), newer);

    assertThatThrownBy(() -> acquire(self, SHORT))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("format version 99")
        .hasMessageContaining("newer Freshet");
  }

  @Test
  void letsOneOfFiftyInThatSeeTheSameDeadHolder() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path directory = root.resolve("round" + round);
      acquire(directory, ended(), SILENT);
      List<RunLock> winners = race(directory, 50);
      assertThat(winners).hasSize(1);
      winners.get(0).fence().check();
      assertThat(winners.get(0).fence().number()).isEqualTo(2);
    }
  }

  @Test
  void neverLetsTwoInAtATimeWhileManyTakeTurns() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<List<Long>>> turns = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      turns.add(threads.submit(this::takeTurns));
    }
    List<Long> numbers = new ArrayList<>();
    for (Future<List<Long>> turn : turns) {
      numbers.addAll(turn.get());
    }
    threads.shutdown();

    assertThat(numbers).doesNotHaveDuplicates().isNotEmpty();
  }

  private List<Long> takeTurns() throws IOException {
    List<Long> numbers = new ArrayList<>();
    int refusals = 0;
    while (numbers.size() + refusals < 20) {
      try (RunLock lock = acquire(self, SILENT)) {
        numbers.add(lock.fence().number());
        assertThatCode(lock.fence()::check).doesNotThrowAnyException();
      } catch (LockedException refused) {
        refusals++;
      }
    }
    return numbers;
  }

  private List<RunLock> race(Path directory, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    CyclicBarrier start = new CyclicBarrier(count);
    List<Future<RunLock>> attempts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      attempts.add(
          threads.submit(
              () -> {
                start.await();
                return acquire(directory, self, SILENT);
              }));
    }
    List<RunLock> winners = new ArrayList<>();
    for (Future<RunLock> attempt : attempts) {
      try {
        winners.add(attempt.get());
      } catch (ExecutionException refused) {
        assertThat(refused).hasCauseInstanceOf(LockedException.class);
      }
    }
    threads.shutdown();
    return winners;
  }

  /** A process of this machine with a number that is in use again. */
  private ProcessIdentity ended() {
    return new ProcessIdentity(self.host(), self.place(), self.pid(), "earlier");
  }

  private RunLock acquire(ProcessIdentity who, Lease lease) throws IOException {
    return acquire(root, who, lease);
  }

  private static RunLock acquire(Path root, ProcessIdentity who, Lease lease) throws IOException {
    return StateDirectory.of(root, "pages").locks(who, lease).acquire("live", NOON);
  }

  private Path locks() {
    return root.resolve("pages/lock");
  }
}
