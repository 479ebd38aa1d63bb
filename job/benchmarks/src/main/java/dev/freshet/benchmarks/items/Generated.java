package dev.freshet.benchmarks.items;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Keys and versions of items, made from their numbers. Keys are 22 characters of which no two have
 * anything in common, so that no compression can make them smaller; versions look like those of
 * {@code local-files}.
 */
public final class Generated {
  private static final Base64.Encoder TO_TEXT = Base64.getUrlEncoder().withoutPadding();
  private static final String DIGITS = "0123456789abcdefghijklmnopqrstuv";

  private Generated() {}

  public static String key(long item) {
    return key(item, 0x5bf03635d1f2c9a7L);
  }

  /** The number of the item that has this key. */
  static long item(String key) {
    return unmix(ByteBuffer.wrap(Base64.getUrlDecoder().decode(key)).getLong());
  }

  public static String rowKey(long item, int row) {
    return key(item * 0x9e3779b97f4a7c15L + row + 1, 0x2545f4914f6cdd1dL);
  }

  /**
   * Modification time, size, difference of times and inode, as files of one year have them.
   *
   * @param edit how often the item changed
   */
  static String version(long item, long edit) {
    StringBuilder version = new StringBuilder(25);
    digits(version, (1_760_000_000_000_000_000L + (mix(item + edit * 31) >>> 10)) & ~0x3ff, 13);
    version.append('.');
    digits(version, 2048 + (item & 1023), 3);
    version.append(".0.");
    return digits(version, 1_000_000 + item, 5).toString();
  }

  private static String key(long number, long salt) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(mix(number)).putLong(mix(number ^ salt)).array();
    return TO_TEXT.encodeToString(bytes);
  }

  private static StringBuilder digits(StringBuilder out, long number, int count) {
    for (int digit = count - 1; digit >= 0; digit--) {
      out.append(DIGITS.charAt((int) (number >>> 5 * digit) & 31));
    }
    return out;
  }

  /** The last steps of SplitMix64: a permutation of all numbers. */
  static long mix(long number) {
    long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  private static long unmix(long mixed) {
    long number = (mixed ^ mixed >>> 31 ^ mixed >>> 62) * 0x319642b2d24d8ec3L;
    number = (number ^ number >>> 27 ^ number >>> 54) * 0x96de1b173f119089L;
    return number ^ number >>> 30 ^ number >>> 60;
  }
}
