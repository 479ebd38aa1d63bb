package dev.freshet.engine.item;

import dev.freshet.api.ItemVersion;
import dev.freshet.api.internal.BinaryReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Collects one complete listing, cut into shards by key hash, in few bytes an item. One thread.
 *
 * <p>The number of shards is fixed for the life of a source, because a shard is compared with the
 * same shard of the previous scan; it is chosen from the size of the first listing.
 */
public final class Listing {
  static final int MOST_SHARDS = 1 << 16;
  private static final int FEWEST_SHARDS = 64;
  private static final int ITEMS_A_SHARD = 192;

  private final EntryBlocks shards;
  private long[] keyHashes = new long[1024];
  private int count;

  /**
   * @param shards how many, or 0 if not yet chosen
   */
  public Listing(int shards) {
    this.shards = new EntryBlocks(shards == 0 ? MOST_SHARDS : shards);
  }

  public void add(ItemVersion item) {
    byte[] key = bytes(item.key());
    long hash = hash(key);
    int shard = shardOf(hash, shards.sequences());
    shards.putBytes(shard, key);
    shards.putBytes(shard, item.version().getBytes(StandardCharsets.UTF_8));
    if (count == keyHashes.length) {
      keyHashes = Arrays.copyOf(keyHashes, Math.addExact(count, count >> 1));
    }
    keyHashes[count++] = hash;
  }

  public int size() {
    return count;
  }

  /** How many shards suit a source whose first listing this is. */
  public int suitableShards() {
    int shards = FEWEST_SHARDS;
    while (shards < MOST_SHARDS && (long) shards * ITEMS_A_SHARD < count) {
      shards *= 2;
    }
    return shards;
  }

  /** The hashes of all keys, sorted; not to be changed. Nothing is added any more. */
  public long[] keyHashes() {
    if (keyHashes.length > count) {
      keyHashes = Arrays.copyOf(keyHashes, count);
    }
    Arrays.sort(keyHashes);
    return keyHashes;
  }

  /**
   * @param sortedHashes those of {@link #keyHashes}
   * @throws IllegalStateException if a key was listed twice
   */
  void expectEachKeyOnce(long[] sortedHashes) {
    for (int i = 1; i < sortedHashes.length; i++) {
      if (sortedHashes[i] == sortedHashes[i - 1]) {
        ShardEntries.sorted(entries(shardOf(sortedHashes[i], shards.sequences())));
      }
    }
  }

  /**
   * One shard's entries, sorted by key.
   *
   * @param of the number of shards in use, at most that of this listing
   */
  public ShardEntries takeShard(int shard, int of) {
    int fine = shards.sequences() / of;
    List<ShardEntries.Entry> entries = new ArrayList<>();
    for (int i = shard * fine; i < (shard + 1) * fine; i++) {
      entries.addAll(entries(i));
    }
    return ShardEntries.sorted(entries);
  }

  private List<ShardEntries.Entry> entries(int shard) {
    List<ShardEntries.Entry> entries = new ArrayList<>();
    BinaryReader in = new BinaryReader(shards.bytes(shard));
    while (in.remaining() > 0) {
      String key = in.getString();
      entries.add(new ShardEntries.Entry(key, in.getString()));
    }
    return entries;
  }

  public static int shardOf(String key, int shards) {
    return shardOf(hash(key), shards);
  }

  private static int shardOf(long hash, int shards) {
    return (int) (hash >>> 48) >>> (16 - Integer.numberOfTrailingZeros(shards));
  }

  /** FNV-1a over the UTF-8 bytes with a final mix (SplitMix64), so that all bits depend on all. */
  static long hash(String key) {
    return hash(bytes(key));
  }

  private static byte[] bytes(String key) {
    expectWellFormed(key);
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private static long hash(byte[] key) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : key) {
      hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
    return hash ^ hash >>> 31;
  }

  /** Two keys that UTF-8 cannot say would be one, with a question mark. */
  private static void expectWellFormed(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isSurrogate(key.charAt(i))) {
        if (Character.charCount(key.codePointAt(i)) == 1) {
          throw new IllegalStateException(
              "The source has an item whose key \""
                  + key
                  + "\" holds half a character at index "
                  + i
                  + " (a surrogate without its partner); keys must be text that UTF-8 can say");
        }
        i++;
      }
    }
  }
}
