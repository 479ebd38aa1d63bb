package dev.freshet.engine.item.memo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionOptionsFIFO;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WALRecoveryMode;

/**
 * RocksDB as a cache that stays within its bytes: FIFO compaction, which deletes the file written
 * first when the files together grow too large.
 *
 * <p>The bytes are counted in write buffers, at least 32. Eight are set aside for what lies beside
 * the finished files: the logs of the buffer being filled and of the one being written out, the
 * file coming of it, a merge of small files (each start leaves one), and files not yet deleted.
 */
final class RocksDbOptions implements AutoCloseable {
  static final long LEAST_BYTES = 2 << 20;

  private static final long LARGEST_BUFFER = 32 << 20;
  private static final long BLOCK_CACHE = 8 << 20;

  private final long maxBytes;
  private final Deque<AbstractNativeReference> parts = new ArrayDeque<>();
  private final long writeBuffer;
  private final Options options;

  RocksDbOptions(long maxBytes) {
    this.maxBytes = maxBytes;
    writeBuffer = Math.min(LARGEST_BUFFER, maxBytes / 32);
    options = keep(new Options());
    options
        .setCreateIfMissing(true)
        .setCompactionStyle(CompactionStyle.FIFO)
        .setNumLevels(1)
        .setCompactionOptionsFIFO(
            keep(new CompactionOptionsFIFO())
                .setMaxTableFilesSize(maxBytes - 8 * writeBuffer)
                .setAllowCompaction(true))
        .setMaxCompactionBytes(writeBuffer)
        .setWriteBufferSize(writeBuffer)
        .setMaxWriteBufferNumber(2)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig()
                .setFilterPolicy(keep(new BloomFilter(10)))
                .setBlockCache(keep(new LRUCache(BLOCK_CACHE))));
    options
        .setWalRecoveryMode(WALRecoveryMode.SkipAnyCorruptedRecords)
        .setAllowFAllocate(false)
        .setSkipStatsUpdateOnDbOpen(true)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0)
        .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
        .setKeepLogFileNum(1)
        .setMaxManifestFileSize(writeBuffer);
  }

  Options options() {
    return options;
  }

  /** A larger entry could take the files over their bytes. */
  long largestEntry() {
    return writeBuffer;
  }

  /** From here on, writing must wait until the oldest files are deleted. */
  long fullBytes() {
    return maxBytes - 2 * writeBuffer;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      parts.pop().close();
    }
  }

  private <T extends AbstractNativeReference> T keep(T part) {
    parts.push(part);
    return part;
  }
}
