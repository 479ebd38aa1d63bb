package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.row.Difference;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What one subtask of a comparison found, in the state directory, in parts: a file holds each
 * difference, then how many rows of each generation are remembered. One thread.
 */
final class DifferenceFile implements Closeable {
  private static final String DIRECTORY = "verify";
  private static final int VERSION = 1;
  private static final int END = -1;
  private static final int LONGEST = 1 << 26;

  private final DataOutputStream out;
  private final Map<Integer, Long> tracked = new TreeMap<>();

  private DifferenceFile(DataOutputStream out) {
    this.out = out;
  }

  static DifferenceFile create(RunPlan plan, int subtask) throws IOException {
    Path file = Files.createDirectories(directory(plan.directory())).resolve("" + subtask);
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
    out.writeByte(VERSION);
    return new DifferenceFile(out);
  }

  /** A row of this generation is remembered. */
  void tracked(int generation) {
    tracked.merge(generation, 1L, Long::sum);
  }

  void add(Difference difference) throws IOException {
    BinaryWriter encoded = new BinaryWriter(128);
    difference.write(encoded);
    out.writeInt(encoded.size());
    out.write(encoded.toByteArray());
  }

  /** Without this the file is not read. */
  void end() throws IOException {
    out.writeInt(END);
    out.writeInt(tracked.size());
    for (Map.Entry<Integer, Long> entry : tracked.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  @Override
  public void close() throws IOException {
    out.close();
  }

  /**
   * Reads what all subtasks found.
   *
   * @return how many rows of each generation are remembered
   */
  static Map<Integer, Long> readAll(Path flowDirectory, Consumer<Difference> differences)
      throws IOException {
    Map<Integer, Long> all = new TreeMap<>();
    for (Path file : files(flowDirectory)) {
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
        read(file, in, differences)
            .forEach((generation, rows) -> all.merge(generation, rows, Long::sum));
      }
    }
    return all;
  }

  private static Map<Integer, Long> read(
      Path file, DataInputStream in, Consumer<Difference> differences) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException(file + " is of version " + version + ", known is " + VERSION);
    }
    for (int length = in.readInt(); length != END; length = in.readInt()) {
      if (length < 0 || length > LONGEST) {
        throw new IOException(file + " is damaged: a difference of " + length + " bytes");
      }
      differences.accept(Difference.read(new BinaryReader(in.readNBytes(length))));
    }
    Map<Integer, Long> rows = new TreeMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      int generation = in.readInt();
      rows.put(generation, in.readLong());
    }
    return rows;
  }

  static void deleteAll(Path flowDirectory) throws IOException {
    for (Path file : files(flowDirectory)) {
      Files.delete(file);
    }
    Files.deleteIfExists(directory(flowDirectory));
  }

  private static List<Path> files(Path flowDirectory) throws IOException {
    try (Stream<Path> files = Files.list(directory(flowDirectory))) {
      return files.sorted().toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Path directory(Path flowDirectory) {
    return flowDirectory.resolve(DIRECTORY);
  }
}
