package dev.freshet.engine.setup;

import dev.freshet.api.Nullable;
import dev.freshet.engine.setup.ProcessIdentity.Life;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Who holds a flow, as a sequence of files named by their fence number. A run owns the flow by
 * creating the number after the highest, which the file system allows to one process only, and by
 * then deleting all lower ones before it does anything else. So a run is fenced exactly when its
 * own file is gone, and since the highest is never deleted, numbers rise for ever.
 *
 * <p>A holder whose process can be seen to have ended is replaced at once. One that cannot be seen
 * from here, or that was stopped by a signal, or whose file is empty because it died while creating
 * it, is watched for the length of its lease: if its file does not change in that time, on the
 * clock of the observer alone, it is taken to be dead. File times and the holder's clock play no
 * part, because clocks of two machines differ.
 */
final class LockDirectory {
  private final String flow;
  private final Path directory;
  private final ProcessIdentity self;
  private final Lease lease;
  private final LongSupplier nanoTime;

  LockDirectory(
      String flow, Path directory, ProcessIdentity self, Lease lease, LongSupplier nanoTime) {
    this.flow = flow;
    this.directory = directory;
    this.self = self;
    this.lease = lease;
    this.nanoTime = nanoTime;
  }

  /**
   * @param runs what this process is about to do, for the message to others
   * @throws LockedException if a live process holds the flow
   */
  RunLock acquire(String runs, Instant now) throws IOException {
    while (true) {
      long highest = highest(directory);
      Long unended = highest == 0 ? Long.valueOf(0) : awaitFree(highest);
      if (unended == null) {
        continue;
      }
      LockEntry entry = LockEntry.taken(self, now, runs, unended);
      long number = highest + 1;
      if (StateFiles.create(file(number), entry.encode()) && own(number)) {
        return new HeldLock(file(number), fence(number), entry, lease);
      }
    }
  }

  /**
   * Goes on holding what another process took and handed over, or a predecessor of this one held.
   *
   * @throws FencedException if a newer run took the flow over
   */
  RunLock keep(long number) throws IOException {
    fence(number).check();
    byte[] bytes = StateFiles.read(file(number));
    LockEntry entry = LockEntry.decode(file(number), bytes == null ? new byte[0] : bytes);
    return new HeldLock(file(number), fence(number), entry, lease);
  }

  /** What changes whenever the holder shows that it lives; 0 if there is nothing to see. */
  long signOfLife(long number) throws IOException {
    byte[] bytes = StateFiles.read(file(number));
    return bytes == null ? 0 : Arrays.hashCode(bytes);
  }

  Fence fence(long number) {
    return new FileFence(flow, directory, number);
  }

  static long highest(Path directory) throws IOException {
    return numbers(directory).stream().mapToLong(Long::longValue).max().orElse(0);
  }

  /** False if the number was free only because a later run had deleted it: the loop goes on. */
  private boolean own(long number) throws IOException {
    if (highest(directory) > number) {
      StateFiles.delete(file(number));
      return false;
    }
    for (long older : numbers(directory)) {
      if (older < number) {
        StateFiles.deleteUnforced(file(older));
      }
    }
    return true;
  }

  /**
   * Returns when the holder is gone, with the highest number of one that may not have ended; null
   * if somebody else was quicker to see it.
   */
  private @Nullable Long awaitFree(long number) throws IOException {
    byte @Nullable [] seen = null;
    long changed = nanoTime.getAsLong();
    while (highest(directory) == number) {
      byte[] bytes = StateFiles.read(file(number));
      boolean renewed = seen != null && !Arrays.equals(seen, bytes);
      LockEntry entry = decode(number, bytes);
      if (entry != null && isGone(entry, renewed)) {
        return entry.unended();
      }
      if (seen == null || renewed) {
        seen = bytes;
        changed = nanoTime.getAsLong();
      } else if (nanoTime.getAsLong() - changed >= lease.length().toNanos()) {
        return number;
      }
      pause();
    }
    return null;
  }

  /** False if it cannot be told yet. */
  private boolean isGone(LockEntry entry, boolean renewed) throws IOException {
    Life life = entry.holder().life(self);
    if (entry.released() || life == Life.ENDED) {
      return true;
    }
    if (life == Life.RUNS || renewed) {
      throw new LockedException(
          "Flow %s is already running: %s, process %d on %s, since %s. Wait for it to end or stop it."
              .formatted(
                  flow, entry.runs(), entry.holder().pid(), entry.holder().host(), entry.since()));
    }
    return false;
  }

  /** Null while the file is being written, or if its holder died then. */
  private @Nullable LockEntry decode(long number, byte @Nullable [] bytes) throws StateException {
    try {
      return bytes == null ? null : LockEntry.decode(file(number), bytes);
    } catch (Unreadable.NewerVersion newer) {
      throw newer;
    } catch (StateException unfinished) {
      return null;
    }
  }

  private void pause() throws IOException {
    try {
      Thread.sleep(lease.glance().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StateException("Interrupted while waiting for the lock of flow " + flow, e);
    }
  }

  private Path file(long number) {
    return directory.resolve(Long.toString(number));
  }

  private static List<Long> numbers(Path directory) throws IOException {
    return StateFiles.names(directory).stream()
        .filter(name -> name.matches("[1-9][0-9]{0,17}"))
        .map(Long::valueOf)
        .sorted()
        .toList();
  }
}
