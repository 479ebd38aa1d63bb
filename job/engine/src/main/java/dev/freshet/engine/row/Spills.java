package dev.freshet.engine.row;

import dev.freshet.api.internal.BinaryReader;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The spill files of one run, beside its snapshots. A file is written once and never changed; which
 * ones may go is decided by who knows the snapshots.
 */
public final class Spills {
  private static final String COMMITTED = ".committed";
  private static final int VERSION = 1;

  private static final Pattern FENCED = Pattern.compile("[0-9]{1,18}-.*");
  private static final Pattern NAME = Pattern.compile("[0-9]{1,18}-[0-9a-f-]{36}\\.mutations");

  private final Path directory;
  private final long fence;

  /**
   * @param fence of the run; its files are named by it
   */
  public Spills(Path directory, long fence) {
    this.directory = directory;
    this.fence = fence;
  }

  SpillFile write(EncodedMutations mutations) throws IOException {
    Files.createDirectories(directory);
    String name = fence + "-" + UUID.randomUUID() + ".mutations";
    CRC32C checksum = new CRC32C();
    try (OutputStream file = Files.newOutputStream(fileOf(name));
        DataOutputStream out =
            new DataOutputStream(
                new BufferedOutputStream(new CheckedOutputStream(file, checksum), 1 << 16))) {
      out.writeByte(VERSION);
      out.writeInt(mutations.size());
      mutations.forEach(
          (bytes, offset, size) -> {
            out.writeInt(size);
            out.write(bytes, offset, size);
          });
    }
    long length = Files.size(fileOf(name));
    return new SpillFile(name, length, checksum.getValue());
  }

  /**
   * Reads a batch in parts, so that memory holds one part at a time.
   *
   * @throws IOException if the file is missing or is not what was written, before anything of it is
   *     handed out
   */
  public void read(MutationBatch batch, int mostRows, long mostBytes, Parts parts)
      throws Exception {
    if (batch.content() != null) {
      readInline(batch, mostRows, mostBytes, parts);
      return;
    }
    SpillFile spill = batch.spill();
    if (spill == null) {
      return;
    }
    Path file = fileOf(spill.name());
    verify(file, spill);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
      int rows = readHeader(file, in);
      if (rows != batch.mutations()) {
        throw damaged(file, "holds " + rows + " rows, other");
      }
      Part part = new Part(mostRows, mostBytes, parts);
      for (int i = 0; i < rows; i++) {
        part.add(readRow(file, spill, in));
      }
      part.flush();
    } catch (EOFException e) {
      throw damaged(file, "ends earlier");
    }
  }

  private static int readHeader(Path file, DataInputStream in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "The spill file " + file + " is of version " + version + ", known is " + VERSION);
    }
    return in.readInt();
  }

  private static Mutation readRow(Path file, SpillFile spill, DataInputStream in)
      throws IOException {
    int size = in.readInt();
    if (size < 0 || size > spill.length()) {
      throw damaged(file, "has a row of " + size + " bytes, other");
    }
    BinaryReader encoded = new BinaryReader(in.readNBytes(size));
    Mutation mutation = Mutation.read(encoded);
    encoded.expectEnd();
    return mutation;
  }

  public void markCommitted(String name) throws IOException {
    Files.write(marked(name), new byte[0]);
  }

  public boolean isCommitted(String name) throws IOException {
    return Files.exists(marked(name));
  }

  public void delete(String name) throws IOException {
    Files.deleteIfExists(fileOf(name));
    Files.deleteIfExists(marked(name));
  }

  /** Deletes the files of all runs before this one's. */
  public void deleteOlder() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (FENCED.matcher(name).matches() && fenceOf(name) < fence) {
          Files.deleteIfExists(file);
        }
      }
    } catch (NoSuchFileException none) {
      return;
    }
  }

  private Path marked(String name) throws IOException {
    return directory.resolve(fileOf(name).getFileName() + COMMITTED);
  }

  private Path fileOf(String name) throws IOException {
    if (!NAME.matcher(name).matches()) {
      throw new IOException(
          "A snapshot gives a spill file in " + directory + " the impossible name " + name);
    }
    return directory.resolve(name);
  }

  private static long fenceOf(String name) {
    return Long.parseLong(name.substring(0, name.indexOf('-')));
  }

  private static void readInline(MutationBatch batch, int mostRows, long mostBytes, Parts parts)
      throws Exception {
    BinaryReader in = new BinaryReader(java.util.Objects.requireNonNull(batch.content()));
    List<Mutation> mutations = new ArrayList<>();
    for (int i = 0; i < batch.mutations(); i++) {
      mutations.add(Mutation.read(in));
    }
    in.expectEnd();
    Part part = new Part(mostRows, mostBytes, parts);
    for (Mutation mutation : mutations) {
      part.add(mutation);
    }
    part.flush();
  }

  private static void verify(Path file, SpillFile spill) throws IOException {
    CRC32C checksum = new CRC32C();
    if (length(file) != spill.length()) {
      throw damaged(file, "is missing or has another length");
    }
    byte[] buffer = new byte[1 << 16];
    try (var in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        checksum.update(buffer, 0, read);
      }
    }
    if (checksum.getValue() != spill.checksum()) {
      throw damaged(file, "has another checksum");
    }
  }

  private static long length(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException missing) {
      return -1;
    }
  }

  private static IOException damaged(Path file, String how) {
    return new IOException(
        "The spill file "
            + file
            + " "
            + how
            + " than what was written. It holds rows on their way to their target; bring it back from"
            + " a backup, or run again with --reset --full to build everything anew");
  }

  /** Takes one part of a batch. */
  @FunctionalInterface
  public interface Parts {
    void accept(List<Mutation> mutations) throws Exception;
  }

  private static final class Part {
    private final int mostRows;
    private final long mostBytes;
    private final Parts parts;
    private List<Mutation> collected = new ArrayList<>();
    private long bytes;

    Part(int mostRows, long mostBytes, Parts parts) {
      this.mostRows = mostRows;
      this.mostBytes = mostBytes;
      this.parts = parts;
    }

    void add(Mutation mutation) throws Exception {
      collected.add(mutation);
      bytes += mutation.size();
      if (collected.size() >= mostRows || bytes >= mostBytes) {
        flush();
      }
    }

    void flush() throws Exception {
      if (!collected.isEmpty()) {
        parts.accept(collected);
        collected = new ArrayList<>();
        bytes = 0;
      }
    }
  }
}
