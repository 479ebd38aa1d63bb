package dev.freshet.engine.item;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RemovalGuardTest {
  @Test
  void holdsNothingWhereItIsOff() {
    assertThat(RemovalGuard.OFF.holds(new long[] {1, 2, 3}, new long[0])).isFalse();
    assertThat(RemovalGuard.OFF.holds(LongStream.range(0, 1000).toArray(), new long[] {1}))
        .isFalse();
  }

  @Test
  void holdsEverythingAtTheHighestFraction() {
    RemovalGuard all = new RemovalGuard(1, 1);
    assertThat(all.holds(new long[] {1, 2, 3}, new long[0])).isTrue();
    assertThat(all.holds(new long[] {1, 2, 3}, new long[] {1})).isFalse();
  }

  private static final RemovalGuard GUARD = RemovalGuard.DEFAULT;

  private static long[] keys(long from, long to) {
    return LongStream.range(from, to).toArray();
  }

  @Test
  void holdsWhatWouldRemoveMoreThanHalfAndAHundred() {
    assertThat(GUARD.holds(keys(0, 300), keys(151, 300))).isTrue();
    assertThat(GUARD.holds(keys(0, 300), keys(150, 300))).isFalse();
    assertThat(GUARD.holds(keys(0, 190), keys(100, 190))).isTrue();
    assertThat(GUARD.holds(keys(0, 190), keys(99, 190))).isFalse();
  }

  @Test
  void holdsTheRemovalOfEverythingBeyondOneItem() {
    assertThat(GUARD.holds(keys(0, 2), keys(0, 0))).isTrue();
    assertThat(GUARD.holds(keys(0, 1), keys(0, 0))).isFalse();
    assertThat(GUARD.holds(keys(0, 0), keys(0, 0))).isFalse();
  }

  @Test
  void countsKeysThatAreGoneThoughAsManyOthersCame() {
    assertThat(GUARD.holds(keys(0, 2), keys(10, 12))).isTrue();
    assertThat(GUARD.holds(keys(0, 300), keys(200, 500))).isTrue();
  }

  @Test
  void believesAFirstListing() {
    assertThat(GUARD.holds(keys(0, 0), keys(0, 1_000))).isFalse();
  }

  @Test
  void countsWhatIsMissing() {
    assertThat(RemovalGuard.countMissing(new long[] {-5, 0, 3, 9}, new long[] {-5, 2, 3, 4}))
        .isEqualTo(2);
    assertThat(RemovalGuard.countMissing(keys(0, 5), keys(0, 0))).isEqualTo(5);
    assertThat(RemovalGuard.countMissing(keys(0, 0), keys(0, 5))).isZero();
  }
}
