package dev.freshet.engine.item;

import dev.freshet.api.Nullable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private static final int PART = 1 << 16;

  private final Path directory;

  public KnownKeys(Path directory) {
    this.directory = directory;
  }

  /** Returns the name of a new file. */
  public String write(int source, long scan, long[] sortedHashes) throws IOException {
    CRC32C checksum = new CRC32C();
    forEachPart(sortedHashes, part -> checksum.update(part));
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putInt(MAGIC << 8 | VERSION).putInt(sortedHashes.length).putLong(checksum.getValue());
    Files.createDirectories(directory);
    String name = prefix(source) + Long.toHexString(scan) + ".keys";
    try (OutputStream out = Files.newOutputStream(directory.resolve(name))) {
      out.write(header.array());
      forEachPart(sortedHashes, part -> out.write(part.array(), 0, part.limit()));
    }
    return name;
  }

  private interface Part {
    void take(ByteBuffer part) throws IOException;
  }

  private static void forEachPart(long[] hashes, Part part) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(PART);
    for (int done = 0; done < hashes.length; done += PART / Long.BYTES) {
      int count = Math.min(PART / Long.BYTES, hashes.length - done);
      buffer.clear().limit(count * Long.BYTES);
      buffer.asLongBuffer().put(hashes, done, count);
      part.take(buffer);
    }
  }

  public long[] read(@Nullable String name) throws IOException {
    if (name == null) {
      return new long[0];
    }
    Path file = directory.resolve(name);
    try (InputStream in = Files.newInputStream(file)) {
      ByteBuffer header = ByteBuffer.wrap(in.readNBytes(HEADER));
      long hashes = (Files.size(file) - HEADER) / Long.BYTES;
      boolean whole =
          header.capacity() == HEADER
              && header.getInt(0) >>> 8 == MAGIC
              && header.getInt(4) == hashes
              && Files.size(file) == HEADER + Long.BYTES * hashes;
      long[] read = whole ? read(in, header) : null;
      if (read == null) {
        throw new IOException(
            "The file "
                + file
                + " is damaged. It guards against a mass removal; bring it back from a backup, or"
                + " run with --reset");
      }
      if (header.get(3) != VERSION) {
        throw new IOException(
            "The file %s is of version '%c', known is '%c'; a newer Freshet wrote it"
                .formatted(file, (char) (header.get(3) & 0xFF), (char) VERSION));
      }
      return read;
    }
  }

  /** Returns null if the checksum is another. */
  private static long @Nullable [] read(InputStream in, ByteBuffer header) throws IOException {
    long[] hashes = new long[header.getInt(4)];
    CRC32C checksum = new CRC32C();
    for (int done = 0; done < hashes.length; done += PART / Long.BYTES) {
      int count = Math.min(PART / Long.BYTES, hashes.length - done);
      ByteBuffer part = ByteBuffer.wrap(in.readNBytes(count * Long.BYTES));
      checksum.update(part.array());
      part.asLongBuffer().get(hashes, done, part.capacity() / Long.BYTES);
    }
    return checksum.getValue() == header.getLong(8) ? hashes : null;
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
