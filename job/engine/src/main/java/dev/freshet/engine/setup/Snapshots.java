package dev.freshet.engine.setup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The checkpoints and savepoints of a flow, each run's under {@code snapshots/FENCE}. What counts
 * is what is on disk, whether a run lived to record it or not.
 *
 * <p>The number of a snapshot is read from the head of its {@code _metadata}, since a savepoint's
 * name does not have it: a magic number (4 bytes), the version of the format (4 bytes), and from
 * version 2 on the checkpoint id (8 bytes), all big endian.
 */
public final class Snapshots {
  private static final int MAGIC = 0x4960672d;
  private static final int OLDEST_VERSION = 2;
  private static final int HEAD = 16;

  private final Path directory;

  Snapshots(Path directory) {
    this.directory = directory;
  }

  /** Where the run with this fence number has its checkpoints and savepoints written. */
  public Path ofFence(long fence) {
    return directory.resolve(Long.toString(fence));
  }

  public Path path(Snapshot snapshot) {
    return directory.resolve(snapshot.path());
  }

  /**
   * The one to restore from. None means that no run completed any.
   *
   * @throws StateException if a snapshot that may be the newest cannot be read: an older one would
   *     lead to wrong rows
   */
  public Optional<Snapshot> newest() throws IOException {
    for (long fence : fences()) {
      List<Snapshot> found = of(fence);
      if (!found.isEmpty()) {
        return Optional.of(newest(found));
      }
    }
    return Optional.empty();
  }

  /**
   * Reads all of a snapshot before anything is restored from it.
   *
   * @throws StateException if it is not what was written
   */
  public void check(Snapshot snapshot) throws IOException {
    SnapshotSeal.check(path(snapshot), directory);
  }

  /** All complete ones, the oldest first. */
  public List<Snapshot> all() throws IOException {
    List<Snapshot> all = new ArrayList<>();
    for (long fence : fences()) {
      all.addAll(of(fence));
    }
    return all.stream().sorted().toList();
  }

  /**
   * Deletes the directories of runs before this one from which nobody restores any more, unless a
   * snapshot that stays names a file in them, as an incremental checkpoint does. What stays is the
   * newest snapshot, and savepoints, which somebody asked for.
   */
  public void deleteAbandoned(long fence) throws IOException {
    Snapshot newest = newest().orElse(null);
    Set<Long> staying = new HashSet<>();
    List<String> named = new ArrayList<>();
    for (Snapshot snapshot : all()) {
      if (snapshot.equals(newest) || snapshot.isSavepoint()) {
        staying.add(snapshot.fence());
        Path metadata = path(snapshot).resolve(SnapshotWalk.METADATA);
        named.add(new String(Files.readAllBytes(metadata), StandardCharsets.ISO_8859_1));
      }
    }
    for (long older : fences()) {
      String path = "/" + directory.getFileName() + "/" + older + "/";
      if (older < fence
          && !staying.contains(older)
          && named.stream().noneMatch(metadata -> metadata.contains(path))) {
        StateFiles.deleteTree(ofFence(older));
      }
    }
  }

  private List<Long> fences() throws IOException {
    return StateFiles.names(directory).stream()
        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
        .map(Long::valueOf)
        .sorted(Comparator.reverseOrder())
        .toList();
  }

  private List<Snapshot> of(long fence) throws IOException {
    List<Snapshot> snapshots = new ArrayList<>();
    for (Path found : SnapshotWalk.of(ofFence(fence))) {
      long checkpointId = checkpointId(found.resolve(SnapshotWalk.METADATA));
      String path = directory.relativize(found).toString().replace('\\', '/');
      snapshots.add(new Snapshot(fence, checkpointId, path));
    }
    return snapshots;
  }

  private Snapshot newest(List<Snapshot> ofOneFence) throws IOException {
    if (ofOneFence.size() > 1) {
      for (Snapshot snapshot : ofOneFence) {
        SnapshotSeal.checkMetadata(path(snapshot).resolve(SnapshotWalk.METADATA));
      }
    }
    List<Snapshot> sorted = ofOneFence.stream().sorted(Comparator.reverseOrder()).toList();
    Snapshot newest = sorted.get(0);
    if (sorted.size() > 1 && newest.sameAge(sorted.get(1))) {
      throw new StateException(
          "Cannot tell which snapshot is the newest, %s and %s have the same number: move away the one that does not belong to this flow."
              .formatted(path(newest), path(sorted.get(1))));
    }
    return newest;
  }

  private static long checkpointId(Path metadata) throws IOException {
    ByteBuffer head;
    try (InputStream in = Files.newInputStream(metadata)) {
      head = ByteBuffer.wrap(in.readNBytes(HEAD));
    }
    if (head.remaining() < HEAD || head.getInt() != MAGIC || head.getInt() < OLDEST_VERSION) {
      throw Unreadable.damaged(
          metadata, "snapshot", "it does not begin as one does", Unreadable.RESTORE, null);
    }
    return head.getLong();
  }
}
