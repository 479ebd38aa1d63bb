package dev.freshet.filesystem;

import dev.freshet.api.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Objects;

/**
 * Encoded records by their number: the first mebibyte in memory, more of them in a temporary file.
 * Written by one thread, then read by many.
 */
final class RecordStore implements Closeable {
  private static final int IN_MEMORY = 1 << 20;
  private static final int PIECE = 1 << 18;
  private static final int OVERHEAD = 500;

  private long[] ends = new long[64];
  private int count;
  private final ByteArrayOutputStream writing = new ByteArrayOutputStream();
  private byte[] inMemory = {};
  private long inFile;
  private @Nullable FileChannel file;

  void add(byte[] record) throws IOException {
    if (count == ends.length) {
      ends = Arrays.copyOf(ends, Math.multiplyExact(count, 2));
    }
    writing.write(record);
    ends[count++] = inFile + writing.size();
    if (writing.size() > IN_MEMORY) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (file == null) {
      Path path = Files.createTempFile("freshet-records-", "");
      file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    }
    ByteBuffer rest = ByteBuffer.wrap(writing.toByteArray());
    while (rest.hasRemaining()) {
      inFile += file.write(rest, inFile);
    }
    writing.reset();
  }

  /** No more records come. */
  void finish() throws IOException {
    if (file != null) {
      flush();
    }
    inMemory = writing.toByteArray();
    writing.reset();
    ends = Arrays.copyOf(ends, count);
  }

  /** Gets each record in its order. */
  @FunctionalInterface
  interface Visitor {
    void visit(int number, byte[] record) throws Exception;
  }

  /** Reads the file in large pieces. */
  void each(Visitor visitor) throws Exception {
    long from = 0;
    byte[] piece = inMemory;
    for (int i = 0; i < count; i++) {
      long start = i == 0 ? 0 : ends[i - 1];
      if (file != null && ends[i] > from + piece.length) {
        from = start;
        piece = read(from, (int) Math.min(inFile - from, Math.max(PIECE, ends[i] - from)));
      }
      int offset = (int) (start - from);
      visitor.visit(i, Arrays.copyOfRange(piece, offset, offset + (int) (ends[i] - start)));
    }
  }

  int size() {
    return count;
  }

  boolean isInFile() {
    return file != null;
  }

  /** Of memory, in bytes. */
  long weight() {
    return OVERHEAD + inMemory.length + 8L * ends.length;
  }

  byte[] get(int number) throws IOException {
    long start = number == 0 ? 0 : ends[number - 1];
    int length = Math.toIntExact(ends[number] - start);
    if (file == null) {
      byte[] all = inMemory.length == 0 ? writing.toByteArray() : inMemory;
      return Arrays.copyOfRange(all, (int) start, (int) start + length);
    }
    if (start >= inFile) {
      int from = (int) (start - inFile);
      return Arrays.copyOfRange(writing.toByteArray(), from, from + length);
    }
    return read(start, length);
  }

  private byte[] read(long start, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (Objects.requireNonNull(file).read(bytes, start + bytes.position()) < 0) {
        throw new EOFException("the temporary file of records was cut short");
      }
    }
    return bytes.array();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
