package dev.freshet.engine.item;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;
import dev.freshet.engine.encoding.Fingerprint;

/** What the source tells one shard. */
public sealed interface ShardMessage {
  int source();

  int shard();

  /** The number of the scan, or of the latest one when a watch reported. */
  long scan();

  /**
   * Everything that a complete scan found in this shard.
   *
   * @param holdRemovals keep what is missing: the scan as a whole lost too much to be believed
   */
  record Listed(int source, int shard, long scan, ShardEntries entries, boolean holdRemovals)
      implements ShardMessage {}

  /** A watch saw this item change or go, or a log saw it change. */
  record Touched(int source, int shard, long scan, String key) implements ShardMessage {}

  /** A log saw this item go. */
  record Removed(int source, int shard, long scan, String key) implements ShardMessage {}

  /** Names the shard's place in keyed state. */
  default Fingerprint id() {
    return Fingerprint.of(new BinaryWriter(16).putInt(source()).putInt(shard()));
  }

  default void write(BinaryWriter out) {
    out.putVarInt(source()).putVarInt(shard()).putLong(scan());
    if (this instanceof Listed listed) {
      out.putByte(1).putBytes(listed.entries().bytes()).putBoolean(listed.holdRemovals());
    } else if (this instanceof Touched touched) {
      out.putByte(2).putString(touched.key());
    } else if (this instanceof Removed removed) {
      out.putByte(3).putString(removed.key());
    }
  }

  static ShardMessage read(BinaryReader in) {
    int source = in.getVarInt();
    int shard = in.getVarInt();
    long scan = in.getLong();
    int kind = in.getByte();
    return switch (kind) {
      case 1 -> {
        ShardEntries entries = new ShardEntries(in.getBytes());
        yield new Listed(source, shard, scan, entries, in.getBoolean());
      }
      case 2 -> new Touched(source, shard, scan, in.getString());
      case 3 -> new Removed(source, shard, scan, in.getString());
      default -> throw in.malformed("a shard's message of kind " + kind);
    };
  }
}
