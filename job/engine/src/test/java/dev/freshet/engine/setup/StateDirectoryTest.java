package dev.freshet.engine.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateDirectoryTest {
  private static final Fingerprint ONE = new Fingerprint(1, 1);
  private static final Fingerprint OTHER = new Fingerprint(2, 2);

  private final Path root;

  StateDirectoryTest(@TempDir Path root) {
    this.root = root;
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "..", "../pages", "a/b", ".hidden", "memos", "pages\0", "a b"})
  void refusesNamesThatCannotNameADirectory(String name) {
    assertThatThrownBy(() -> StateDirectory.of(root, name))
        .isInstanceOf(StateException.class)
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void createsNothingWhenRead() throws IOException {
    StateDirectory state = state("pages");

    assertThat(state.setup().read()).isEqualTo(SetupState.empty());
    assertThat(state.digest().read()).isEmpty();
    assertThat(state.lastRun().read()).isEmpty();
    assertThat(state.rejected().count()).isZero();
    assertThat(StateDirectory.flows(root)).isEmpty();
    assertThat(root).isEmptyDirectory();
  }

  @Test
  void aRunThatWasTakenOverDecidesNothingForLaterOnes() throws IOException {
    StateDirectory state = state("pages");
    try (RunLock lock = state.lock("live")) {
      Path locks = state.path().resolve("lock");
      Files.move(
          locks.resolve(Long.toString(lock.fence().number())),
          locks.resolve(Long.toString(lock.fence().number() + 1)));

      assertThatThrownBy(() -> state.setup().write(SetupState.empty()))
          .isInstanceOf(FencedException.class);
      assertThatThrownBy(() -> state.setup().checkFence()).isInstanceOf(FencedException.class);
      assertThatThrownBy(() -> state.epoch().raise(ONE)).isInstanceOf(FencedException.class);
      assertThatThrownBy(() -> state.digest().write(digest())).isInstanceOf(FencedException.class);
      assertThatThrownBy(state::reset).isInstanceOf(FencedException.class);
    }
    assertThat(state.exists()).isFalse();
  }

  private static RunDigest digest() {
    return new RunDigest(Map.of(), new Snapshot(1, 1, "1/chk-1"), ONE, Set.of());
  }

  @Test
  void listsTheFlowsThatWereSetUp() throws IOException {
    state("b").setup().write(SetupState.empty());
    state("a").setup().write(SetupState.empty());
    Files.createDirectories(StateDirectory.memos(root));

    assertThat(StateDirectory.flows(root)).containsExactly("a", "b");
  }

  @Test
  void raisesTheEpochWheneverTheFlowDiffersFromTheLastOne() throws IOException {
    assertThat(state("pages").epoch().raise(ONE)).isEqualTo(1);
    assertThat(state("pages").epoch().raise(ONE)).isEqualTo(1);
    assertThat(state("pages").epoch().raise(OTHER)).isEqualTo(2);
    assertThat(state("pages").epoch().raise(ONE)).as("and back is another").isEqualTo(3);
  }

  @Test
  void forgetsADigestForGood() throws IOException {
    RunDigest digest =
        new RunDigest(
            Map.of(1, ListingSum.EMPTY), new Snapshot(1, 2, "1/chk-2"), ONE, Set.of(1, 2));
    state("pages").digest().write(digest);
    assertThat(state("pages").digest().read()).contains(digest);

    state("pages").digest().delete();
    state("pages").digest().delete();
    assertThat(state("pages").digest().read()).isEmpty();
  }

  @Test
  void forgetsEverythingButTheFenceNumberWhenReset() throws IOException {
    StateDirectory state = state("pages");
    try (RunLock lock = state.lock("update")) {
      state.setup().write(SetupState.empty());
      state.epoch().raise(ONE);
      Files.createDirectories(state.snapshots().ofFence(1).resolve("job/chk-1"));
      state.reset();
      lock.fence().check();
    }

    assertThat(StateFiles.names(state.path())).containsExactly("lock");
    assertThat(StateDirectory.flows(root)).isEmpty();
    try (RunLock next = state.lock("update")) {
      assertThat(next.fence().number()).isEqualTo(2);
    }
  }

  @Test
  void cleansUpWhatAKilledRunLeftHalfWritten() throws IOException {
    StateDirectory state = state("pages");
    state.setup().write(SetupState.empty());
    Files.createFile(state.path().resolve(".setup.json.0123.tmp"));
    state.lock("update").close();

    try (var files = Files.list(state.path())) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .containsExactlyInAnyOrderElementsOf(List.of("lock", "setup.json"));
    }
  }

  private StateDirectory state(String flow) throws StateException {
    return StateDirectory.of(root, flow);
  }
}
