package dev.freshet.engine.setup;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotsTest {
  private final Path root;
  private final Snapshots snapshots;

  SnapshotsTest(@TempDir Path root) throws IOException {
    this.root = root;
    snapshots = StateDirectory.of(root, "pages").snapshots();
  }

  @Test
  void hasNoneBeforeTheFirstRun() throws IOException {
    assertThat(snapshots.newest()).isEmpty();
    assertThat(snapshots.all()).isEmpty();
  }

  @Test
  void ordersByFenceThenByTheNumberWithinWhateverTheKind() throws IOException {
    complete(9, "job/chk-7", 7);
    complete(9, "job/chk-11", 11);
    complete(9, "savepoint-0123-ab", 12);
    complete(10, "job/chk-13", 13);
    complete(10, "savepoints/savepoint-4567-cd", 9);

    assertThat(snapshots.all())
        .extracting(Snapshot::checkpointId)
        .containsExactly(7L, 11L, 12L, 9L, 13L);
    assertThat(snapshots.newest()).contains(new Snapshot(10, 13, "10/job/chk-13"));
  }

  @Test
  void prefersASavepointThatNobodyLivedToRecord() throws IOException {
    complete(3, "job/chk-5", 5);
    Path savepoint = complete(3, "savepoint-0123-ab", 6);

    assertThat(snapshots.path(snapshots.newest().orElseThrow())).isEqualTo(savepoint);
  }

  @Test
  void doesNotCountASnapshotWithoutItsMetadata() throws IOException {
    complete(3, "job/chk-5", 5);
    Files.createDirectories(snapshots.ofFence(4).resolve("job/chk-6"));
    Files.createFile(snapshots.ofFence(4).resolve("job/chk-6/._metadata.inprogress"));

    assertThat(snapshots.newest()).contains(new Snapshot(3, 5, "3/job/chk-5"));
  }

  @Test
  void stopsAtAnUnreadableSnapshotInsteadOfTakingAnOlderOne() throws IOException {
    complete(3, "job/chk-5", 5);
    Path metadata = complete(4, "job/chk-6", 6).resolve("_metadata");
    Files.write(metadata, new byte[0]);

    assertThatThrownBy(snapshots::newest)
        .isInstanceOf(StateException.class)
        .hasMessageContaining(metadata.toString())
        .hasMessageContaining("--reset");
  }

  /** With a lower number it would look like the older one. */
  @Test
  void stopsWhereOneOfSeveralIsDamaged() throws IOException {
    complete(3, "job/chk-5", 5);
    Path metadata = complete(3, "job/chk-6", 6).resolve("_metadata");
    byte[] damaged = Files.readAllBytes(metadata);
    damaged[15] = 4;
    Files.write(metadata, damaged);

    assertThatThrownBy(snapshots::newest)
        .isInstanceOf(StateException.class)
        .hasMessageContaining(metadata.toString());
  }

  @Test
  void refusesToChooseBetweenTwoOfOneNumber() throws IOException {
    complete(3, "job/chk-5", 5);
    complete(3, "another/chk-5", 5);

    assertThatThrownBy(snapshots::newest)
        .isInstanceOf(StateException.class)
        .hasMessageContaining("another/chk-5");
  }

  @Test
  void readsTheNumberThatFlinkWrote() throws IOException {
    Path savepoint = Files.createDirectories(snapshots.ofFence(2).resolve("savepoint-a"));
    Files.write(savepoint.resolve("_metadata"), writtenByFlink());

    assertThat(snapshots.newest()).contains(new Snapshot(2, 42, "2/savepoint-a"));
  }

  @Test
  void deletesWhatEarlierRunsLeftUnlessASnapshotNamesIt() throws IOException {
    for (long fence = 1; fence <= 5; fence++) {
      Files.createDirectories(snapshots.ofFence(fence).resolve("0123/shared"));
    }
    complete(2, "job/chk-1", 1);
    Path savepoint = Files.createDirectories(snapshots.ofFence(4).resolve("savepoint-a"));
    Files.write(savepoint.resolve("_metadata"), writtenByFlink());

    snapshots.deleteAbandoned(5);

    assertThat(StateFiles.names(root.resolve("pages/snapshots")))
        .as("1 and 2 are not restored any more, 4's snapshot names a file of 3, 5 is running")
        .containsExactlyInAnyOrder("3", "4", "5");
  }

  @Test
  void keepsTheNewestSnapshotAndSavepoints() throws IOException {
    complete(1, "job/savepoint-a", 1);
    complete(2, "job/chk-1", 1);
    complete(3, "job/chk-2", 2);
    Files.createDirectories(snapshots.ofFence(4).resolve("0123/shared"));

    snapshots.deleteAbandoned(5);

    assertThat(StateFiles.names(root.resolve("pages/snapshots")))
        .containsExactlyInAnyOrder("1", "3");
  }

  private Path complete(long fence, String path, long checkpointId) throws IOException {
    Path directory = Files.createDirectories(snapshots.ofFence(fence).resolve(path));
    byte[] metadata =
        ByteBuffer.allocate(20).putInt(0x4960672d).putInt(6).putLong(checkpointId).array();
    Files.write(directory.resolve("_metadata"), metadata);
    Files.write(directory.resolve("_metadata"), SnapshotSeal.of(metadata), APPEND);
    return directory;
  }

  /** Checkpoint 42, with a state in a file under snapshots/3, by Flink 2.3.0. */
  private static byte[] writtenByFlink() throws IOException {
    try (InputStream in = SnapshotsTest.class.getResourceAsStream("_metadata")) {
      return Objects.requireNonNull(in).readAllBytes();
    }
  }
}
