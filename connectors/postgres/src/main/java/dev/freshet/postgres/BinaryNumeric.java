package dev.freshet.postgres;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A {@code numeric} as its receive function reads it: digits of base 10,000.
 *
 * @param weight the power of 10,000 of the first digit
 * @param scale how many decimal digits after the point are shown
 */
record BinaryNumeric(short[] digits, int weight, boolean negative, int scale) {
  private static final int DECIMAL_DIGITS = 4;
  private static final int NEGATIVE = 0x4000;

  /**
   * @param value whose scale is not negative
   */
  static BinaryNumeric of(BigDecimal value) {
    if (value.signum() == 0) {
      return new BinaryNumeric(new short[0], 0, false, value.scale());
    }
    int padding = Math.floorMod(-value.scale(), DECIMAL_DIGITS);
    BigInteger padded = value.unscaledValue().abs().multiply(BigInteger.TEN.pow(padding));
    int fraction = (value.scale() + padding) / DECIMAL_DIGITS;
    short[] digits = digits(padded.toString());
    return new BinaryNumeric(
        digits, digits.length - fraction - 1, value.signum() < 0, value.scale());
  }

  private static short[] digits(String decimal) {
    int first = (decimal.length() - 1) % DECIMAL_DIGITS + 1;
    short[] digits = new short[(decimal.length() + DECIMAL_DIGITS - 1) / DECIMAL_DIGITS];
    int from = 0;
    for (int i = 0; i < digits.length; i++) {
      int to = first + i * DECIMAL_DIGITS;
      digits[i] = Short.parseShort(decimal.substring(from, to));
      from = to;
    }
    return digits;
  }

  void write(CopyRows out) {
    out.putSized(8 + 2 * digits.length).putShort(digits.length).putShort(weight);
    out.putShort(negative ? NEGATIVE : 0).putShort(scale);
    for (short digit : digits) {
      out.putShort(digit);
    }
  }
}
