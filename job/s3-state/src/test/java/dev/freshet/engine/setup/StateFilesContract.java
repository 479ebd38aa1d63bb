package dev.freshet.engine.setup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the engine relies on wherever state is. */
abstract class StateFilesContract {
  private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
  private static final int RACERS = 8;

  /** Longer than a request takes, so that a holder that lives is seen to. */
  private static final Lease SHORT =
      new Lease(Duration.ofMillis(900), Duration.ofMillis(100), Duration.ofMillis(30));

  /** A holder of this lease is never heard of again. */
  private static final Lease SILENT =
      new Lease(Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(30));

  /** An empty one for each test. */
  abstract Path root();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Path file(String name) {
    return root().resolve("flow").resolve(name);
  }

  @Test
  void readsWhatWasWrittenLast() throws IOException {
    assertThat(StateFiles.read(file("a"))).isNull();
    assertThat(StateFiles.exists(file("a"))).isFalse();
    StateFiles.write(file("a"), bytes("one"));
    StateFiles.replace(file("a"), bytes("three"));
    assertThat(StateFiles.read(file("a"))).isEqualTo(bytes("three"));
    StateFiles.replaceUnforced(file("a"), new byte[0]);
    assertThat(StateFiles.read(file("a"))).isEmpty();
    assertThat(StateFiles.exists(file("a"))).isTrue();
    assertThat(StateFiles.exists(root().resolve("flow"))).isTrue();
  }

  @Test
  void createsAFileOnce() throws IOException {
    assertThat(StateFiles.create(file("lock/1"), bytes("first"))).isTrue();
    assertThat(StateFiles.create(file("lock/1"), bytes("second"))).isFalse();
    assertThat(StateFiles.read(file("lock/1"))).isEqualTo(bytes("first"));
  }

  @Test
  void letsOneOfManyCreateAFile() throws Exception {
    for (int round = 0; round < 5; round++) {
      Path file = file("lock/" + round);
      List<Boolean> created = inParallel(() -> StateFiles.create(file, bytes("mine")));
      assertThat(created).containsOnlyOnce(true);
    }
  }

  @Test
  void overwritesOnlyWhatIsThere() throws IOException {
    assertThatThrownBy(() -> StateFiles.overwrite(file("lock/1"), bytes("x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(StateFiles.read(file("lock/1"))).isNull();
    StateFiles.create(file("lock/1"), bytes("old"));
    StateFiles.overwrite(file("lock/1"), bytes("new"));
    assertThat(StateFiles.read(file("lock/1"))).isEqualTo(bytes("new"));
    StateFiles.expect(file("lock/1"));

    StateFiles.delete(file("lock/1"));
    StateFiles.delete(file("lock/1"));
    assertThatThrownBy(() -> StateFiles.expect(file("lock/1")))
        .isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> StateFiles.overwrite(file("lock/1"), bytes("x")))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(StateFiles.read(file("lock/1"))).isNull();
  }

  @Test
  void listsNamesAndDeletesTrees() throws IOException {
    assertThat(StateFiles.names(root())).isEmpty();
    for (String name : List.of("a", "b/c", "b/d/e", "snapshots/1/chk-1/_metadata")) {
      StateFiles.write(file(name), bytes(name));
    }
    StateFiles.write(root().resolve("flow-2/a"), bytes("another"));
    assertThat(StateFiles.names(root())).containsExactlyInAnyOrder("flow", "flow-2");
    assertThat(StateFiles.names(root().resolve("flow")))
        .containsExactlyInAnyOrder("a", "b", "snapshots");
    assertThat(SnapshotWalk.of(file("snapshots"))).containsExactly(file("snapshots/1/chk-1"));

    StateFiles.deleteTree(file("b"));
    StateFiles.deleteTree(file("b"));
    assertThat(StateFiles.names(root().resolve("flow")))
        .containsExactlyInAnyOrder("a", "snapshots");
    StateFiles.deleteTree(root().resolve("flow"));
    assertThat(StateFiles.names(root())).containsExactly("flow-2");
  }

  @Test
  void writesAndReadsStreamsLargerThanMemoryShouldHold() throws IOException {
    byte[] part = new byte[3 << 20];
    new Random(7).nextBytes(part);
    Path large = file("spill/large");
    Files.createDirectories(file("spill"));
    try (OutputStream out = Files.newOutputStream(large)) {
      for (int i = 0; i < 4; i++) {
        out.write(part);
      }
    }
    assertThat(Files.size(large)).isEqualTo(4L * part.length);
    try (InputStream in = Files.newInputStream(large)) {
      assertThat(in.readNBytes(part.length)).isEqualTo(part);
    }
    try (InputStream in = Files.newInputStream(large)) {
      in.skipNBytes(3L * part.length);
      assertThat(in.readAllBytes()).isEqualTo(part);
    }
    try (Stream<Path> files = Files.list(file("spill"))) {
      assertThat(files).containsExactly(large);
    }
  }

  @Test
  void keepsRejectedRowsAndForgetsThem() throws IOException {
    StateDirectory state = state();
    RejectedRow.Id id = new RejectedRow.Id(3, new Fingerprint(1, 2));
    StateFiles.write(
        file("rejected/3/00/" + id.row()), bytes("what is in it is read when it is asked for"));
    assertThat(state.rejected().contains(id)).isTrue();
    state.rejected().remove(List.of(id));
    assertThat(state.rejected().count()).isZero();
  }

  @Test
  void oneOfManyTakesTheLockAndTheOthersAreTold() throws Exception {
    List<Object> outcomes = inParallel(() -> attempt(elsewhere(), SHORT));

    assertThat(outcomes).filteredOn(RunLock.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(LockedException.class::isInstance).hasSize(RACERS - 1);
    for (Object outcome : outcomes) {
      if (outcome instanceof RunLock lock) {
        lock.fence().check();
        lock.close();
      }
    }
  }

  @Test
  void oneOfManyTakesOverFromASilentHolderWhichIsFenced() throws Exception {
    RunLock silent = lock(elsewhere(), SILENT);

    List<Object> outcomes = inParallel(() -> attempt(ProcessIdentity.current(), SHORT));

    List<Object> winners = outcomes.stream().filter(RunLock.class::isInstance).toList();
    assertThat(winners).as("%s", outcomes).hasSize(1);
    RunLock winner = (RunLock) winners.get(0);
    assertThat(winner.unended()).isEqualTo(silent.fence().number());
    assertThatThrownBy(silent.fence()::check).isInstanceOf(FencedException.class);
    silent.close();
    winner.fence().check();
    winner.close();
    assertThat(StateFiles.names(file("lock")))
        .as("a release brings nothing back")
        .containsExactly(Long.toString(winner.fence().number()));
  }

  @Test
  void aRunThatWasTakenOverWritesNoSetup() throws Exception {
    StateDirectory state = state();
    RunLock first = state.lockForCluster("live");
    first.handOver();
    state.setup().write(SetupState.empty());
    StateFiles.create(file("lock/" + (first.fence().number() + 1)), bytes("the next run"));
    StateFiles.delete(file("lock/" + first.fence().number()));

    assertThatThrownBy(() -> state.setup().write(SetupState.empty()))
        .isInstanceOf(FencedException.class)
        .hasMessageContaining("run 2 took the flow over");
    assertThatThrownBy(() -> state.epoch().raise(new Fingerprint(1, 1)))
        .isInstanceOf(FencedException.class);
    first.close();
  }

  @Test
  void aHolderThatRenewsIsSeenToLive() throws Exception {
    try (RunLock holder = lock(elsewhere(), SHORT)) {
      assertThatThrownBy(() -> lock(ProcessIdentity.current(), SILENT))
          .isInstanceOf(LockedException.class)
          .hasMessageContaining("on other-host");
      holder.fence().check();
    }
    lock(ProcessIdentity.current(), SILENT).close();
  }

  private StateDirectory state() throws StateException {
    return StateDirectory.of(root(), "flow");
  }

  private static ProcessIdentity elsewhere() throws IOException {
    ProcessIdentity self = ProcessIdentity.current();
    return new ProcessIdentity("other-host", "other boot", self.pid(), self.started());
  }

  private RunLock lock(ProcessIdentity who, Lease lease) throws IOException {
    return state().locks(who, lease).acquire("live", NOON);
  }

  /** The lock, or why it was refused. */
  private Object attempt(ProcessIdentity who, Lease lease) throws IOException {
    try {
      return lock(who, lease);
    } catch (LockedException refused) {
      return refused;
    }
  }

  private static <T> List<T> inParallel(Callable<T> body) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(RACERS);
    try {
      CyclicBarrier start = new CyclicBarrier(RACERS);
      List<Future<T>> all = new ArrayList<>();
      for (int i = 0; i < RACERS; i++) {
        all.add(
            threads.submit(
                () -> {
                  start.await();
                  return body.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : all) {
        results.add(one.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } finally {
      threads.shutdown();
    }
  }
}
