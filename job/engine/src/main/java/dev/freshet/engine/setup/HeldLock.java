package dev.freshet.engine.setup;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Renews one lock file from a daemon thread until it is released. */
final class HeldLock implements RunLock {
  private final Path file;
  private final Fence fence;
  private final ScheduledExecutorService renewals;
  private LockEntry entry;
  private boolean released;

  HeldLock(Path file, Fence fence, LockEntry entry, Lease lease) {
    this.file = file;
    this.fence = fence;
    this.entry = entry;
    renewals =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "freshet-lock");
              thread.setDaemon(true);
              return thread;
            });
    long every = lease.renewal().toMillis();
    var unused = renewals.scheduleAtFixedRate(this::renew, every, every, TimeUnit.MILLISECONDS);
  }

  @Override
  public Fence fence() {
    return fence;
  }

  @Override
  public synchronized long unended() {
    return entry.unended();
  }

  @Override
  public synchronized void handOver() {
    released = true;
    renewals.shutdownNow();
  }

  /** Also on a thread that was interrupted, which could write no file otherwise. */
  @Override
  public synchronized void close() throws IOException {
    renewals.shutdownNow();
    boolean interrupted = Thread.interrupted();
    try {
      if (!released) {
        released = true;
        overwrite(entry.withRelease());
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void renew() {
    if (!released) {
      try {
        overwrite(entry.renewed());
      } catch (IOException unreachable) {
        // The next renewal tries again; until one succeeds, others see a silent holder.
        return;
      }
    }
  }

  /** A file that is gone belongs to a run that was taken over: there is nothing to keep. */
  private void overwrite(LockEntry next) throws IOException {
    try {
      StateFiles.overwrite(file, next.encode());
      entry = next;
    } catch (NoSuchFileException fenced) {
      renewals.shutdown();
    }
  }
}
