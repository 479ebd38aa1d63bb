package dev.freshet.opensearch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The lines of one bulk request. */
final class BulkBody extends ByteArrayOutputStream {
  BulkBody() {
    super(1 << 16);
  }

  void line(String text) {
    writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    write('\n');
  }

  /** Forgets what is after that many bytes. */
  void cutTo(int size) {
    count = size;
  }

  /** Forgets that many bytes at the beginning. */
  void forget(int size) {
    System.arraycopy(buf, size, buf, 0, count - size);
    count -= size;
  }

  byte[] bytes() {
    return buf;
  }
}
