package dev.freshet.engine.setup;

import dev.freshet.api.internal.BinaryReader;
import dev.freshet.api.internal.BinaryWriter;

/**
 * A listing in 256 bits, whatever its order: the sum of the SHA-256 of its entries modulo 2^256,
 * and their count. Equal means: the same keys at the same versions.
 *
 * @param high the highest 64 bits of the sum
 * @param low the lowest
 */
public record ListingSum(long high, long upper, long lower, long low, long count) {
  public static final ListingSum EMPTY = new ListingSum(0, 0, 0, 0, 0);

  /** The sum of two parts of a listing that have no entry in common. */
  public ListingSum plus(ListingSum other) {
    long sumLow = low + other.low;
    long carry = carry(sumLow, low);
    long sumLower = lower + other.lower;
    long nextCarry = carry(sumLower, lower);
    sumLower += carry;
    carry = nextCarry | carry(sumLower, carry);
    long sumUpper = upper + other.upper;
    nextCarry = carry(sumUpper, upper);
    sumUpper += carry;
    carry = nextCarry | carry(sumUpper, carry);
    return new ListingSum(
        high + other.high + carry, sumUpper, sumLower, sumLow, count + other.count);
  }

  public static ListingSum read(BinaryReader in) {
    long high = in.getLong();
    long upper = in.getLong();
    long lower = in.getLong();
    long low = in.getLong();
    return new ListingSum(high, upper, lower, low, in.getLong());
  }

  public void write(BinaryWriter out) {
    out.putLong(high).putLong(upper).putLong(lower).putLong(low).putLong(count);
  }

  private static long carry(long sum, long addend) {
    return Long.compareUnsigned(sum, addend) < 0 ? 1 : 0;
  }
}
