package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/**
 * A file of failures that is still to be written, as a snapshot holds it.
 *
 * @param name that no other file has
 */
record FailureFile(String name, String lines) {
  private static final int VERSION = 1;

  byte[] toBytes() {
    return new BinaryWriter(64 + lines.length())
        .putByte(VERSION)
        .putString(name)
        .putString(lines)
        .toByteArray();
  }

  static FailureFile fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("failed items of version " + version + ", known is " + VERSION);
    }
    String name = in.getString();
    FailureFile file = new FailureFile(name, in.getString());
    in.expectEnd();
    return file;
  }
}
