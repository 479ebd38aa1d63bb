package dev.freshet.engine.flink;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.List;

/**
 * The counters of one subtask as a snapshot holds them.
 *
 * @param fence of the run that counted
 */
record Counters(long fence, Progress progress) {
  private static final int VERSION = 1;

  byte[] toBytes() {
    byte[] counters = new Progress(progress.counters(), List.of()).toBytes();
    return new BinaryWriter(counters.length + 16)
        .putByte(VERSION)
        .putLong(fence)
        .putBytes(counters)
        .toByteArray();
  }

  static Counters fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("counters of version " + version + ", known is " + VERSION);
    }
    long fence = in.getLong();
    Progress progress = Progress.fromBytes(in.getBytes());
    in.expectEnd();
    return new Counters(fence, progress);
  }
}
