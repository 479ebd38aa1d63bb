package dev.freshet.splittext;

/** How much of a text has a size. Thread safe. */
interface Measure {
  /** Where the longest piece ends that begins at {@code start} and is not larger than the limit. */
  int longest(String text, int start, int end, int limit);

  /** Where the longest piece begins that ends at {@code end} and is not larger than the limit. */
  int longestBefore(String text, int start, int end, int limit);

  boolean fits(String text, int start, int end, int limit);

  static Measure of(Unit unit) {
    return unit == Unit.CHARACTERS ? Characters.ONLY : Tokens.of(unit);
  }

  /** One for each character. */
  enum Characters implements Measure {
    ONLY;

    @Override
    public int longest(String text, int start, int end, int limit) {
      return (int) Math.min(end, (long) start + limit);
    }

    @Override
    public int longestBefore(String text, int start, int end, int limit) {
      return Math.max(start, end - limit);
    }

    @Override
    public boolean fits(String text, int start, int end, int limit) {
      return end - start <= limit;
    }
  }
}
