package dev.freshet.engine.flink;

import dev.freshet.api.Nullable;
import dev.freshet.engine.item.ItemWorkers;
import dev.freshet.engine.item.memo.MemoCounters;
import dev.freshet.engine.item.memo.Memos;
import dev.freshet.engine.item.memo.RocksDbMemoStore;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the item subtasks of a worker process use together: the worker threads of each source and
 * the memos. Closed when the last subtask has released it. Thread safe.
 */
final class SharedWork {
  private final Path memoDirectory;
  private final long memoMaxBytes;
  private final Map<Integer, Users> bySource = new HashMap<>();
  private @Nullable Memos memos;

  private static final class Users {
    private final ItemWorkers workers;
    private int count;

    Users(ItemWorkers workers) {
      this.workers = workers;
    }
  }

  SharedWork(Path memoDirectory, long memoMaxBytes) {
    this.memoDirectory = memoDirectory;
    this.memoMaxBytes = memoMaxBytes;
  }

  synchronized ItemWorkers acquire(int source, Supplier<ItemWorkers> create) {
    Users users = bySource.computeIfAbsent(source, missing -> new Users(create.get()));
    users.count++;
    return users.workers;
  }

  synchronized void release(int source) {
    Users users = bySource.get(source);
    if (users == null || --users.count > 0) {
      return;
    }
    bySource.remove(source);
    try {
      users.workers.close();
      if (bySource.isEmpty() && memos != null) {
        memos.close();
        memos = null;
      }
    } catch (Exception e) {
      throw new IllegalStateException("The workers of a source could not be closed", e);
    }
  }

  synchronized Memos memos() {
    if (memos == null) {
      memos = new Memos(RocksDbMemoStore.open(memoDirectory, memoMaxBytes));
    }
    return memos;
  }

  /** Named by process, since every subtask in it reports the same. */
  synchronized Map<String, Long> memoCounters() {
    if (memos == null) {
      return Map.of();
    }
    MemoCounters counters = memos.counters();
    String process = "/" + ProcessHandle.current().pid();
    return Map.of(
        "memo-calls" + process, counters.calls(),
        "memo-hits" + process, counters.hits(),
        "memo-misses" + process, counters.misses(),
        "memo-bytes" + process, counters.bytes());
  }
}
