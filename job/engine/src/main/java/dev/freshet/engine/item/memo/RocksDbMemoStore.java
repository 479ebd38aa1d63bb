package dev.freshet.engine.item.memo;

import dev.freshet.api.Nullable;
import dev.freshet.engine.encoding.Fingerprint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memos on local disk, in RocksDB: one directory per process at a time, {@code 0}, {@code 1} and so
 * on below a parent, each taken again by the next process. Nothing is opened before the first use.
 *
 * <p>Each directory stays within its bytes, logs included: what was written first goes first. An
 * entry larger than a thirty-second of them, or than 32 MiB, is not kept. Entries are written to
 * the log of the operating system and survive the death of the process, not of the machine. Damaged
 * entries are missing; a directory that cannot be opened is deleted and started anew, and one that
 * was deleted by hand is missed by no one.
 */
public final class RocksDbMemoStore implements MemoStore {
  private static final Logger LOG = LoggerFactory.getLogger(RocksDbMemoStore.class);

  private final Path parent;
  private final long maxBytes;
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final AtomicBoolean warned = new AtomicBoolean();
  private @Nullable MemoDatabase database;
  private boolean closed;

  private RocksDbMemoStore(Path parent, long maxBytes) {
    this.parent = parent;
    this.maxBytes = maxBytes;
  }

  /**
   * @param maxBytes for each directory, at least 2 MiB
   */
  public static RocksDbMemoStore open(Path parentDirectory, long maxBytes) {
    if (maxBytes < RocksDbOptions.LEAST_BYTES) {
      throw new IllegalArgumentException(
          "A memo store needs at least %d bytes, found %d"
              .formatted(RocksDbOptions.LEAST_BYTES, maxBytes));
    }
    return new RocksDbMemoStore(parentDirectory.toAbsolutePath().normalize(), maxBytes);
  }

  @Override
  public Map<Fingerprint, byte[]> get(Collection<Fingerprint> keys) throws IOException {
    Map<Fingerprint, byte[]> found = new HashMap<>();
    withDatabase(
        open -> {
          for (Fingerprint key : keys) {
            byte[] result = read(open, MemoEntry.key(key));
            if (result != null) {
              found.put(key, result);
            }
          }
        });
    return found;
  }

  @Override
  public void put(Map<Fingerprint, byte[]> entries) throws IOException {
    withDatabase(
        open -> {
          for (Map.Entry<Fingerprint, byte[]> entry : entries.entrySet()) {
            byte[] key = MemoEntry.key(entry.getKey());
            open.put(key, MemoEntry.encode(key, entry.getValue()));
          }
        });
  }

  /** On disk; 0 before the first use. */
  @Override
  public long bytes() {
    lock.readLock().lock();
    try {
      return database == null ? 0 : database.bytes();
    } catch (IOException e) {
      return 0;
    } finally {
      lock.readLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      closed = true;
      if (database != null) {
        MemoDatabase last = database;
        database = null;
        last.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      lock.writeLock().unlock();
    }
  }

  private byte @Nullable [] read(MemoDatabase open, byte[] key) {
    try {
      byte[] entry = open.get(key);
      return entry == null ? null : MemoEntry.decode(key, entry);
    } catch (RocksDBException e) {
      if (warned.compareAndSet(false, true)) {
        LOG.warn("Memos in {} that cannot be read are computed again: {}", parent, e.getMessage());
      }
      return null;
    }
  }

  private interface Work {
    void run(MemoDatabase open) throws RocksDBException, IOException;
  }

  private void withDatabase(Work work) throws IOException {
    MemoDatabase lost = attempt(work);
    if (lost != null) {
      startAnew(lost);
      if (attempt(work) != null) {
        throw new IOException("Memo store in " + parent + " was started anew and damaged again");
      }
    }
  }

  /** Null, or the database that turned out to be lost. */
  private @Nullable MemoDatabase attempt(Work work) throws IOException {
    while (true) {
      MemoDatabase open = null;
      lock.readLock().lock();
      try {
        open = database;
        if (open != null) {
          work.run(open);
          return null;
        }
      } catch (RocksDBException e) {
        if (!RocksDbFiles.areLost(e)) {
          throw new IOException("Memo store in " + parent + " failed", e);
        }
        LOG.warn("Memo store in {} is damaged and is started anew: {}", parent, e.getMessage());
        return open;
      } finally {
        lock.readLock().unlock();
      }
      openUnlessClosed();
    }
  }

  private void openUnlessClosed() throws IOException {
    lock.writeLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("The memo store in " + parent + " is closed");
      }
      if (database == null) {
        database = MemoDatabase.open(parent, maxBytes);
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void startAnew(MemoDatabase lost) throws IOException {
    lock.writeLock().lock();
    try {
      if (database == lost) {
        database = null;
        lost.delete();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
