package dev.freshet.postgres;

/** Numbers of 16 bits, as IEEE 754 has them; Java's own conversion came with 20. */
final class HalfFloat {
  private HalfFloat() {}

  /** Rounded to the nearest, of two to the even one. */
  static int bits(float number) {
    int bits = Float.floatToIntBits(number);
    int sign = bits >>> 16 & 0x8000;
    float magnitude = Math.abs(number);
    if (magnitude >= 65_520f) {
      return sign | 0x7c00;
    }
    if (magnitude < 0x1p-14f) {
      return sign | (int) Math.rint(magnitude * 0x1p24f);
    }
    int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
    return sign | (rounded >>> 13) - (112 << 10);
  }
}
