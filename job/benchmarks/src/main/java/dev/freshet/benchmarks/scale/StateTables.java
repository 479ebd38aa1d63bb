package dev.freshet.benchmarks.scale;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;
import org.rocksdb.TableProperties;

/** What the tables of RocksDB among the files of a snapshot hold, by the name of the state. */
record StateTables(Map<String, Table> byState) {
  private static final long MAGIC = 0xf7cff485b741e288L;

  /**
   * Sums over the files of one state.
   *
   * @param raw bytes of keys and values before RocksDB's own encoding and compression
   */
  record Table(long entries, long raw, long fileBytes) {
    Table plus(Table other) {
      return new Table(entries + other.entries, raw + other.raw, fileBytes + other.fileBytes);
    }
  }

  static StateTables below(Path root) throws IOException, RocksDBException {
    Map<String, Table> byState = new TreeMap<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(root)) {
      files = all.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      if (isTable(file)) {
        add(file, byState);
      }
    }
    return new StateTables(byState);
  }

  private static void add(Path file, Map<String, Table> byState) throws RocksDBException {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(file.toString());
      TableProperties properties = reader.getTableProperties();
      String state = new String(properties.getColumnFamilyName(), StandardCharsets.UTF_8);
      Table table =
          new Table(
              properties.getNumEntries(),
              properties.getRawKeySize() + properties.getRawValueSize(),
              file.toFile().length());
      byState.merge(state, table, Table::plus);
    }
  }

  private static boolean isTable(Path file) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() < 53) {
        return false;
      }
      bytes.seek(bytes.length() - Long.BYTES);
      return bytes.readLong() == MAGIC;
    }
  }

  Table of(String state) {
    return byState.getOrDefault(state, new Table(0, 0, 0));
  }

  long fileBytes() {
    return byState.values().stream().mapToLong(Table::fileBytes).sum();
  }
}
