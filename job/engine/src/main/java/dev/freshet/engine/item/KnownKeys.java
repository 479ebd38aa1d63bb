package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The hashes of the keys that the shards of a source hold, for {@link RemovalGuard}: eight bytes an
 * item, in a file beside the snapshots that is written only when the set of keys changed. Snapshots
 * name the file.
 */
public final class KnownKeys {
  private static final int MAGIC = 0x46524B;
  private static final int VERSION = '1';
  private static final int HEADER = 16;

  private final Path directory;

  public KnownKeys(Path directory) {
    this.directory = directory;
  }

  /** Returns the name of a new file. */
  public String write(int source, long scan, long[] sortedHashes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(HEADER + Long.BYTES * sortedHashes.length);
    buffer.position(HEADER);
    buffer.asLongBuffer().put(sortedHashes);
    CRC32C checksum = new CRC32C();
    checksum.update(buffer.array(), HEADER, buffer.capacity() - HEADER);
    buffer
        .putInt(0, MAGIC << 8 | VERSION)
        .putInt(4, sortedHashes.length)
        .putLong(8, checksum.getValue());
    Files.createDirectories(directory);
    String name = prefix(source) + Long.toHexString(scan) + ".keys";
    Files.write(directory.resolve(name), buffer.array());
    return name;
  }

  public long[] read(@Nullable String name) throws IOException {
    if (name == null) {
      return new long[0];
    }
    Path file = directory.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    CRC32C checksum = new CRC32C();
    boolean whole = bytes.length >= HEADER && buffer.getInt(0) >>> 8 == MAGIC;
    if (whole) {
      checksum.update(bytes, HEADER, bytes.length - HEADER);
      whole =
          buffer.getLong(8) == checksum.getValue()
              && bytes.length == HEADER + (long) Long.BYTES * buffer.getInt(4);
    }
    if (!whole) {
      throw new IOException(
          "The file "
              + file
              + " is damaged. It guards against a mass removal; bring it back from a backup, or run"
              + " with --reset");
    }
    if (bytes[3] != VERSION) {
      throw new IOException(
          "The file %s is of version '%c', known is '%c'; a newer Freshet wrote it"
              .formatted(file, (char) (bytes[3] & 0xFF), (char) VERSION));
    }
    long[] hashes = new long[buffer.getInt(4)];
    buffer.position(HEADER).asLongBuffer().get(hashes);
    return hashes;
  }

  /** Deletes the files written before this one. */
  public void deleteOlderThan(int source, @Nullable String name) throws IOException {
    if (name == null) {
      return;
    }
    long scan = scanOf(name);
    List<Path> old;
    try (Stream<Path> files = Files.list(directory)) {
      old =
          files
              .filter(file -> file.getFileName().toString().startsWith(prefix(source)))
              .filter(file -> scanOf(file.getFileName().toString()) < scan)
              .toList();
    } catch (NoSuchFileException none) {
      return;
    }
    for (Path file : old) {
      Files.deleteIfExists(file);
    }
  }

  private static long scanOf(String name) {
    return Long.parseLong(name.substring(name.indexOf('-') + 1, name.lastIndexOf('.')), 16);
  }

  private static String prefix(int source) {
    return source + "-";
  }
}
