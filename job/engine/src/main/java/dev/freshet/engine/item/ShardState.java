package dev.freshet.engine.item;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is remembered of one shard.
 *
 * @param epoch the logic epoch under which all its items were last emitted
 * @param dirty keys that a watch reported since the last scan, listed or not
 */
public record ShardState(long epoch, Set<String> dirty, ShardEntries entries) {
  private static final int VERSION = 1;

  public byte[] toBytes() {
    BinaryWriter out = new BinaryWriter(entries.bytes().length + 16);
    out.putByte(VERSION).putVarLong(epoch).putVarInt(dirty.size());
    new TreeSet<>(dirty).forEach(out::putString);
    return out.putRaw(entries.bytes()).toByteArray();
  }

  public static ShardState fromBytes(byte[] bytes) {
    BinaryReader in = new BinaryReader(bytes);
    int version = in.getByte();
    if (version != VERSION) {
      throw in.malformed("a shard's state of version " + version + ", known is " + VERSION);
    }
    long epoch = in.getVarLong();
    int count = in.getCount();
    Set<String> dirty = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      dirty.add(in.getString());
    }
    return new ShardState(epoch, dirty, new ShardEntries(in.getRaw(in.remaining())));
  }
}
