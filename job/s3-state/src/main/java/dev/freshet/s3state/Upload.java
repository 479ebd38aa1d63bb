package dev.freshet.s3state;

import dev.freshet.api.Nullable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import software.amazon.awssdk.core.sync.RequestBody;

/** Collects an object, the larger part of a large one on disk, and writes it when it is closed. */
final class Upload extends OutputStream {
  private static final int MOST_IN_MEMORY = 8 << 20;

  private final Bucket bucket;
  private final String key;
  private final Bucket.Condition condition;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable OutputStream out;
  private boolean closed;

  Upload(Bucket bucket, String key, Bucket.Condition condition) {
    this.bucket = bucket;
    this.key = key;
    this.condition = condition;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (out == null && collected.size() + (long) length > MOST_IN_MEMORY) {
      file = Files.createTempFile("freshet-upload", "");
      out = Files.newOutputStream(file);
      collected.writeTo(out);
      collected.reset();
    }
    if (out == null) {
      collected.write(bytes, offset, length);
    } else {
      out.write(bytes, offset, length);
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Path large = file;
    if (out == null || large == null) {
      bucket.write(key, RequestBody.fromBytes(collected.toByteArray()), condition);
      return;
    }
    try {
      out.close();
      bucket.write(key, RequestBody.fromFile(large), condition);
    } finally {
      Files.deleteIfExists(large);
    }
  }
}
